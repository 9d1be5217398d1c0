using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Bytes as 64-bit words, as far as they are whole, and as structures.</summary>
public static class ByteWords
{
    public static Span<ulong> Of(Span<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    public static ReadOnlySpan<ulong> Of(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    /// <summary>The bytes of words.</summary>
    public static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<ulong> words) => MemoryMarshal.AsBytes(words);

    /// <summary>The structure whose bytes these begin with. It must not outlive them.</summary>
    public static ref T Over<T>(Span<byte> bytes)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(bytes);

    public static ref readonly T Over<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(bytes);

    /// <summary>Eight bytes from a place on, the first lowest; any place that has eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(byte[] bytes, int index)
    {
        Panic.When(unchecked((uint)index + (ulong)sizeof(ulong) > (uint)bytes.Length), "eight bytes beyond the end of an array"); // 64 bits last
        return Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), index));
    }
}
