using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Where programs, stacks and mappings lie: at random places, or always at the same ones.</summary>
/// <param name="random">Null: always the same places (boot option norandmaps).</param>
/// <param name="vdso">The object with the vDSO; null: none.</param>
public sealed class Placer(IRandomSource? random, VmObject? vdso)
{
    private const ulong FixedProgramBase = 0x5555_5555_4000;
    private const int ProgramBits = 28;
    private const int MappingBits = 28;
    private const int StackBits = 22;
    private const int HeapBits = 13;

    /// <summary>Pages kept free below a stack for it to grow.</summary>
    private const ulong StackGap = 0x8_0000;

    public VmObject? Vdso => vdso;

    /// <summary>How far a stack may grow, in pages (RLIMIT_STACK).</summary>
    public static ulong StackPages => 2048;

    public PageNumber ProgramBase() => new((FixedProgramBase >> PageNumber.Shift) + Draw(ProgramBits));

    public PageNumber StackTop() => UserAddress.Pages.End - Draw(StackBits) - 1;

    public PageNumber MappingTop(PageNumber stackTop) => stackTop - StackGap - Draw(MappingBits);

    /// <summary>Bytes between the program's end and its heap.</summary>
    public ulong HeapGap() => Draw(HeapBits) << PageNumber.Shift;

    private ulong Draw(int bits)
    {
        if (random is null)
        {
            return 0;
        }

        Span<byte> word = stackalloc byte[sizeof(ulong)];
        random.Fill(word);
        return BinaryPrimitives.ReadUInt64LittleEndian(word) & ((1UL << bits) - 1);
    }
}
