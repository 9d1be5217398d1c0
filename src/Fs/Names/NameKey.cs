using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>What a name is found by: a hash of all of it, and its first eight bytes as they are.</summary>
/// <remarks>Made eight bytes at a time: of a component while the path is read, or of a name that lies alone; both come to the same.</remarks>
internal readonly struct NameKey
{
    private const int WordBytes = sizeof(ulong);
    private const ulong Ones = 0x0101_0101_0101_0101;
    private const ulong Highs = 0x8080_8080_8080_8080;
    private const ulong Slashes = Ones * (byte)'/';
    private const ulong Multiplier = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio, odd

    private NameKey(ulong head, ulong hash)
    {
        Head = head;
        Hash = unchecked((uint)(hash >> 32));
    }

    /// <summary>The first bytes, the very first lowest; zero where the name has ended.</summary>
    public ulong Head { get; }

    public uint Hash { get; }

    /// <summary>Whether the name begins as <c>.</c> and <c>..</c> do.</summary>
    public bool MayBeDots => unchecked((byte)Head) == (byte)'.';

    /// <summary>Reads a component of a path: up to the next slash, or the zero at the path's end.</summary>
    /// <param name="room">Where the path lies, with eight bytes to spare behind its zero.</param>
    /// <param name="at">The component's first byte; then the byte behind its last.</param>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NameKey Read(byte[] room, ref int at)
    {
        unchecked
        {
            ulong head = ByteWords.At(room, at);
            int bytes = LengthIn(head);
            if (bytes == WordBytes)
            {
                return ReadLong(room, head, ref at);
            }

            at += bytes;
            head = Cut(head, bytes);
            return new NameKey(head, Mix(0, head));
        }
    }

    [NoAllocation]
    public static NameKey Of(ReadOnlySpan<byte> name)
    {
        ulong head = Load(name);
        ulong hash = 0;
        for (; name.Length >= WordBytes; name = name[WordBytes..])
        {
            hash = Mix(hash, Load(name));
        }

        return new NameKey(head, Mix(hash, Load(name)));
    }

    /// <summary>The bucket of a name in a directory.</summary>
    [NoAllocation]
    public static uint In(uint directory, uint hash) => unchecked((hash ^ (directory * 0x9e37_79b1)) * 0x85eb_ca6b) >> 7; // wrapping is the hash

    [NoAllocation]
    private static NameKey ReadLong(byte[] room, ulong head, ref int at)
    {
        ulong word = head;
        ulong hash = 0;
        int bytes;
        do
        {
            hash = Mix(hash, word);
            at += WordBytes;
            word = ByteWords.At(room, at);
            bytes = LengthIn(word);
        }
        while (bytes == WordBytes);

        at += bytes;
        return new NameKey(head, Mix(hash, Cut(word, bytes)));
    }

    /// <summary>How many bytes lie before the first slash or zero: 8 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthIn(ulong word)
    {
        unchecked
        {
            // The lowest byte that is 0 sets its high bit; higher ones may be set by a borrow, and do not matter.
            ulong slashes = word ^ Slashes;
            ulong ends = (((word - Ones) & ~word) | ((slashes - Ones) & ~slashes)) & Highs;
            return BitOperations.TrailingZeroCount(ends) >> 3;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Cut(ulong word, int bytes) => unchecked(word & ((1UL << (bytes << 3)) - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong word)
    {
        ulong mixed = unchecked((hash ^ word) * Multiplier); // wrapping is the hash
        return mixed ^ (mixed >> 29);
    }

    /// <summary>Up to eight bytes, those that are missing as zero.</summary>
    private static ulong Load(ReadOnlySpan<byte> bytes)
    {
        ulong word = 0;
        for (int i = Math.Min(bytes.Length, WordBytes) - 1; i >= 0; i--)
        {
            word = (word << 8) | bytes[i];
        }

        return word;
    }
}
