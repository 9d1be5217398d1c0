using System;
using System.Runtime.InteropServices;

namespace Vela.Tests.Consoles;

/// <summary>Raw memory between two guards that nobody may write.</summary>
internal sealed unsafe class GuardedMemory : IDisposable
{
    private const int GuardBytes = 4096;
    private const byte Guard = 0xa5;
    private readonly byte* _memory;

    public GuardedMemory(nuint length)
    {
        Length = length;
        _memory = (byte*)NativeMemory.AlignedAlloc(length + (2 * GuardBytes), 64);
        new Span<byte>(_memory, GuardBytes).Fill(Guard);
        new Span<byte>(_memory + GuardBytes + length, GuardBytes).Fill(Guard);

        // Memory handed in is not zeroed on the machine either.
        new Span<byte>(Pointer, checked((int)length)).Fill(0xcd);
    }

    public byte* Pointer => _memory + GuardBytes;

    public nuint Length { get; }

    public Span<byte> Span => new(Pointer, (int)Length);

    public bool GuardsAreIntact =>
        new Span<byte>(_memory, GuardBytes).IndexOfAnyExcept(Guard) < 0 && new Span<byte>(Pointer + Length, GuardBytes).IndexOfAnyExcept(Guard) < 0;

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
