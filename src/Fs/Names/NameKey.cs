using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>What a name is found by: a hash of all of it, its length, and its first eight bytes as they are.</summary>
/// <remarks>
/// Made eight bytes at a time: of a component while the path is read, or of a name that lies alone; both come to the same. Two words, so that it lives
/// in two registers, and two keys are compared by two comparisons. Names of eight bytes and fewer that have the same key are the same.
/// </remarks>
internal readonly struct NameKey
{
    private const int WordBytes = sizeof(ulong);
    private const int LengthBits = 12;
    private const ulong Ones = 0x0101_0101_0101_0101;
    private const ulong Highs = 0x8080_8080_8080_8080;
    private const ulong Slashes = Ones * (byte)'/';
    private const ulong Multiplier = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio, odd

    // The first bytes, the very first lowest; zero where the name has ended.
    private readonly ulong _head;

    // The length in the low bits, the hash above.
    private readonly ulong _rest;

    private NameKey(ulong head, ulong hash, int length)
    {
        _head = head;
        _rest = (hash << LengthBits) | unchecked((uint)length); // of a path at most
    }

    public uint Hash => unchecked((uint)(_rest >> 32));

    /// <summary>Bytes of the name.</summary>
    public int Length => unchecked((int)_rest & ((1 << LengthBits) - 1)); // the low bits

    /// <summary>Whether names of this length can differ although their keys are the same.</summary>
    public bool IsLong => Length > WordBytes;

    /// <summary>Whether a name of this length is told by its key and its last eight bytes.</summary>
    public bool IsMedium => Length <= 2 * WordBytes;

    /// <summary>The last eight bytes of a name that is long.</summary>
    /// <param name="path">What the name is a part of.</param>
    /// <param name="start">Where it begins there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndOf(ReadOnlySpan<byte> path, int start) => ByteWords.AtAmongMany(path, unchecked(start + Length - WordBytes)); // within the path

    /// <summary>Whether the name begins as <c>.</c> and <c>..</c> do.</summary>
    public bool MayBeDots => unchecked((byte)_head) == (byte)'.';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in NameKey other) => _head == other._head && _rest == other._rest;

    /// <summary>Reads a component of a path: up to the next slash, or the path's end.</summary>
    /// <param name="path">The path.</param>
    /// <param name="start">The component's first byte.</param>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NameKey Read(ReadOnlySpan<byte> path, int start)
    {
        ulong head = ByteWords.At(path, start);
        ulong ends = SlashesIn(head);
        int length;
        if (ends != 0)
        {
            length = BitOperations.TrailingZeroCount(ends) >> 3;
            head = Cut(head, ends);
        }
        else
        {
            length = unchecked(path.Length - start); // which is no index beyond it
            if (length >= WordBytes)
            {
                return ReadLong(path, head, start);
            }
        }

        return new NameKey(head, Mix(0, head), length);
    }

    [NoAllocation]
    public static NameKey Of(ReadOnlySpan<byte> name)
    {
        int length = name.Length;
        ulong head = ByteWords.At(name, 0);
        ulong hash = 0;
        for (; name.Length >= WordBytes; name = name[WordBytes..])
        {
            hash = Mix(hash, ByteWords.At(name, 0));
        }

        return new NameKey(head, Mix(hash, ByteWords.At(name, 0)), length);
    }

    /// <summary>The bucket of a name in a directory.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint In(uint directory) => unchecked((Hash ^ (directory * 0x9e37_79b1)) * 0x85eb_ca6b) >> 7; // wrapping is the hash

    [NoAllocation]
    private static NameKey ReadLong(ReadOnlySpan<byte> path, ulong head, int start)
    {
        unchecked
        {
            int end = start;
            ulong word = head;
            ulong hash = 0;
            ulong ends;
            do
            {
                hash = Mix(hash, word);
                end += WordBytes;
                word = ByteWords.AtAmongMany(path, end);
                ends = SlashesIn(word);
            }
            while (ends == 0 && path.Length - end >= WordBytes);

            end = ends != 0 ? end + (BitOperations.TrailingZeroCount(ends) >> 3) : path.Length;
            return new NameKey(head, Mix(hash, Cut(word, ends)), end - start);
        }
    }

    /// <summary>The high bit of the first byte that is a slash, and maybe of some behind it; 0 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SlashesIn(ulong word)
    {
        ulong zeros = word ^ Slashes;
        return unchecked(zeros - Ones) & ~zeros & Highs; // a borrow reaches upwards only
    }

    /// <summary>The bytes before the first that <see cref="SlashesIn"/> found, or all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Cut(ulong word, ulong ends) => unchecked(word & (((ends & (0 - ends)) >> 7) - 1)); // the lowest byte of it that is set, less one

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong word)
    {
        ulong mixed = unchecked((hash ^ word) * Multiplier); // wrapping is the hash
        return mixed ^ (mixed >> 29);
    }
}
