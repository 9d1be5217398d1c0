using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vela.Hal;

namespace Vela.Linux;

/// <summary>x87 and vector state in XSAVE's form (SDM 1, 13.4), with the words of Linux that say so in the last 48 bytes of its FXSAVE part (struct _xstate).</summary>
/// <remarks>Behind it follow the upper halves of the vectors, where the processor has them, and in a signal's frame a last word.</remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct VectorState
{
    public const ulong Alignment = 64;
    public const int TailBytes = 4;

    private const int Bytes = 576;
    private const uint ExtendedMagic = 0x4650_5853;
    private const uint TailMagic = 0x4650_5845;
    private const ulong LegacyComponents = 3;
    private const ulong VectorComponents = 7;
    private const ulong SseComponent = 2;
    private const uint MxcsrMask = 0xffff;

    [FieldOffset(24)]
    private uint _mxcsr;

    [FieldOffset(160)]
    private UserContext.VectorRegisters _xmm;

    [FieldOffset(416)]
    private SixWords _reserved;

    [FieldOffset(464)]
    private uint _magic;

    [FieldOffset(468)]
    private uint _allBytes;

    [FieldOffset(472)]
    private ulong _components;

    [FieldOffset(480)]
    private FourWords _stateBytes;

    [FieldOffset(512)]
    private ulong _present;

    [FieldOffset(520)]
    private SevenWords _header;

    /// <summary>Completes what the processor has saved into a frame: XMM and MXCSR, which are kept apart, the words that tell what it is, and what it left alone.</summary>
    /// <param name="state">With its tail.</param>
    /// <param name="context">Of the program.</param>
    public static void Complete(Span<byte> state, in UserContext context)
    {
        int length = state.Length - TailBytes;
        ref VectorState saved = ref ByteWords.Over<VectorState>(state);
        saved._mxcsr = context.Mxcsr;
        saved._xmm.CopyFrom(in context.Xmm);
        saved._reserved = default;
        saved._magic = ExtendedMagic;
        saved._allBytes = (uint)state.Length;
        saved._components = ComponentsOf(length);
        saved._stateBytes = default;
        saved._stateBytes[0] = (uint)length;
        saved._present = (saved._present & ComponentsOf(length)) | SseComponent; // bits of what it does not save, it leaves too
        saved._header = default;
        BinaryPrimitives.WriteUInt32LittleEndian(state[length..], TailMagic);
    }

    /// <summary>Takes a state back. Whatever the program wrote, the processor will load what comes out (SDM 1, 13.8).</summary>
    public static void Accept(Span<byte> state, ref UserContext context)
    {
        ref VectorState wanted = ref ByteWords.Over<VectorState>(state);
        wanted._mxcsr &= MxcsrMask;
        wanted._present &= ComponentsOf(state.Length);
        wanted._header = default;
        wanted.GiveTo(ref context);
    }

    /// <summary>Whether the processor would load it as it is (SDM 1, 13.8.1).</summary>
    /// <param name="bytes">How much of it there is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsLoadable(int bytes)
    {
        ulong excess = (_mxcsr & ~MxcsrMask) | (_present & ~ComponentsOf(bytes));
        return (excess | _header[0] | _header[1] | _header[2] | _header[3] | _header[4] | _header[5] | _header[6]) == 0;
    }

    /// <summary>The part of it that is kept in a thread's context: XMM and MXCSR.</summary>
    public readonly void GiveTo(ref UserContext context)
    {
        context.Mxcsr = _mxcsr;
        context.Xmm.CopyFrom(in _xmm);
    }

    /// <summary>What the processor keeps in a state of a size: x87 and SSE, and AVX where it has that. A bit beyond makes it refuse the whole (SDM 1, 13.8.1).</summary>
    private static ulong ComponentsOf(int stateBytes) => stateBytes > Bytes ? VectorComponents : LegacyComponents;

    [InlineArray(6)]
    private struct SixWords
    {
        private ulong _first;
    }

    [InlineArray(4)]
    private struct FourWords
    {
        private ulong _first;
    }

    [InlineArray(7)]
    private struct SevenWords
    {
        private ulong _first;
    }
}
