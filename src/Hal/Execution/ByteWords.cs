using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Bytes taken several at a time: as 64-bit words, as structures, or as strings.</summary>
public static class ByteWords
{
    /// <summary>As far as they are whole words.</summary>
    public static Span<ulong> Of(Span<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    public static ReadOnlySpan<ulong> Of(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    /// <summary>The bytes of words.</summary>
    public static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<ulong> words) => MemoryMarshal.AsBytes(words);

    /// <summary>The structure whose bytes these begin with. It must not outlive them.</summary>
    public static ref T Over<T>(Span<byte> bytes)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(bytes);

    public static ref readonly T Over<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(bytes);

    /// <summary>Eight bytes from a place on, the first lowest; those beyond the end are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ReadOnlySpan<byte> bytes, int index)
    {
        int left = unchecked(bytes.Length - index); // negative for an index that is too large
        Panic.When((index | left) < 0, "bytes beyond the end of a span");
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        return left >= sizeof(ulong) ? Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, index))
            : bytes.Length >= sizeof(ulong) ? Last(ref first, bytes.Length, left)
            : Few(bytes[index..]);
    }

    /// <summary>How many bytes <see cref="Block"/> looks at.</summary>
    public const int BlockBytes = 16;

    /// <summary>Fewer than sixteen bytes as two words, the first lowest; zero where they have ended.</summary>
    /// <param name="bytes">What they lie in.</param>
    /// <param name="index">Where they begin.</param>
    /// <param name="end">The byte that they end before.</param>
    /// <param name="most">How many there are at most.</param>
    /// <param name="first">Eight of them.</param>
    /// <param name="second">The others.</param>
    /// <returns>How many there are; <see cref="BlockBytes"/> when there are more, or no sixteen bytes to look at: the words mean nothing then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Block(ReadOnlySpan<byte> bytes, int index, byte end, int most, out ulong first, out ulong second)
    {
        unchecked
        {
            int length = BlockBytes;
            Vector128<byte> block = default;
            if ((index | most | (bytes.Length - BlockBytes - index)) >= 0)
            {
                block = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)index);
                uint ends = Vector128.Equals(block, Vector128.Create(end)).ExtractMostSignificantBits() | (1u << BlockBytes);
                length = Math.Min(BitOperations.TrailingZeroCount(ends), most);
                block &= Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Kept), (nuint)(BlockBytes - length)); // 16 or less
            }

            first = block.AsUInt64().GetElement(0);
            second = block.AsUInt64().GetElement(1);
            return length;
        }
    }

    /// <summary>Sixteen bytes of some as two words, the first lowest; zero where they have ended.</summary>
    /// <param name="room">What they lie in, at the beginning.</param>
    /// <param name="index">Which sixteen: a place before their end.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="first">Eight of them.</param>
    /// <param name="second">The next eight.</param>
    /// <returns>False: there are no sixteen bytes to look at.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryBlock(ReadOnlySpan<byte> room, int index, int length, out ulong first, out ulong second)
    {
        unchecked
        {
            if (room.Length - BlockBytes < index)
            {
                (first, second) = (0, 0);
                return false;
            }

            Vector128<byte> block = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(room), (nuint)index);
            block &= Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Kept), BlockBytes - Math.Min((uint)(length - index), BlockBytes));
            first = block.AsUInt64().GetElement(0);
            second = block.AsUInt64().GetElement(1);
            return true;
        }
    }

    /// <summary>Copies bytes up to the first zero, if there is one; what lies behind it may be copied, too.</summary>
    /// <param name="from">The bytes.</param>
    /// <param name="to">At least as much room.</param>
    /// <returns>How many lie before the zero; all, when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CopyString(ReadOnlySpan<byte> from, Span<byte> to)
    {
        Panic.When(from.Length > to.Length, "a string is copied into less room");
        ref byte source = ref MemoryMarshal.GetReference(from);
        ref byte target = ref MemoryMarshal.GetReference(to);
        nuint done = 0;
        unchecked
        {
            for (nuint end = (nuint)(uint)from.Length; done + (nuint)Vector128<byte>.Count <= end; done += (nuint)Vector128<byte>.Count)
            {
                Vector128<byte> bytes = Vector128.LoadUnsafe(ref source, done);
                bytes.StoreUnsafe(ref target, done);
                uint zeros = Vector128.Equals(bytes, Vector128<byte>.Zero).ExtractMostSignificantBits();
                if (zeros != 0)
                {
                    return (int)done + BitOperations.TrailingZeroCount(zeros);
                }
            }
        }

        int at = (int)done;
        for (; at < from.Length && from[at] != 0; at++)
        {
            to[at] = from[at];
        }

        return at;
    }

    /// <summary>From 16 less a length on: that many bytes of ones, the rest zero.</summary>
    private static ReadOnlySpan<byte> Kept =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The last few bytes of eight and more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Last(ref byte first, int length, int count) => unchecked(
        count == 0 ? 0 : Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - sizeof(ulong))) >> (8 * (sizeof(ulong) - count)));

    /// <summary>Up to seven bytes, from both ends.</summary>
    private static ulong Few(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        if (length >= sizeof(uint))
        {
            uint last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - sizeof(uint)));
            return Unsafe.ReadUnaligned<uint>(ref first) | ((ulong)last << (8 * (length - sizeof(uint))));
        }

        if (length >= sizeof(ushort))
        {
            uint last = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, length - sizeof(ushort)));
            return Unsafe.ReadUnaligned<ushort>(ref first) | (last << (8 * (length - sizeof(ushort))));
        }

        return length == 0 ? 0UL : first;
    }
}
