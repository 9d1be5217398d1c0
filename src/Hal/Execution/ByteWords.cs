using System;
using System.Runtime.InteropServices;

namespace Vela.Hal;

/// <summary>Bytes of a structure as 64-bit words, as far as they are whole.</summary>
public static class ByteWords
{
    public static Span<ulong> Of(Span<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    public static ReadOnlySpan<ulong> Of(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);
}
