using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>What a name is found by: the name itself when it has sixteen bytes or fewer, else its beginning and a hash of all of it.</summary>
/// <remarks>
/// Two words, so that it lives in two registers, and two keys are compared by two comparisons. A hash is told from a name by the byte at its end, a slash,
/// which no name has.
/// </remarks>
internal readonly struct NameKey
{
    /// <summary>The longest name that is its own key.</summary>
    public const int MostBytes = ByteWords.BlockBytes;

    private const int WordBytes = sizeof(ulong);
    private const byte Slash = (byte)'/';
    private const int MarkShift = 56;
    private const ulong HashMask = (1UL << MarkShift) - 1;
    private const ulong Multiplier = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio, odd
    private const ulong SecondMultiplier = 0xd6e8_feb8_6659_fd93; // odd, with the bits of which about half are set

    // The bytes, the very first lowest; zero where the name has ended.
    private readonly ulong _first;
    private readonly ulong _second;

    private NameKey(ulong first, ulong second)
    {
        _first = first;
        _second = second;
    }

    /// <summary>Whether names can differ although their keys are the same.</summary>
    public bool IsLong => _second >> MarkShift == Slash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in NameKey other) => _first == other._first && _second == other._second;

    /// <summary>Reads a component of a path: up to the next slash, or the path's end.</summary>
    /// <param name="path">The path.</param>
    /// <param name="start">The component's first byte.</param>
    /// <param name="key">Its key.</param>
    /// <param name="length">Its bytes.</param>
    /// <returns>False: it is not short, or there is not enough room behind it.</returns>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(scoped in PathText path, int start, out NameKey key, out int length)
    {
        length = ByteWords.Block(path.Room, start, Slash, unchecked(path.Length - start), out ulong first, out ulong second); // no index beyond it
        key = new NameKey(first, second);
        return length < MostBytes;
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NameKey Of(ReadOnlySpan<byte> name) => name.Length <= MostBytes
        ? new NameKey(ByteWords.At(name, 0), name.Length <= WordBytes ? 0 : ByteWords.At(name, WordBytes))
        : OfLong(name);

    /// <summary>Where a name in a directory is looked for, of as many places as there are values of the bits that are left.</summary>
    /// <param name="directory">The directory's number.</param>
    /// <param name="shift">64 less the bits.</param>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint In(uint directory, int shift) => Place(_first, _second, directory, shift);

    /// <summary>As <see cref="In"/>, for any two words.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Place(ulong first, ulong second, uint directory, int shift) =>
        unchecked((uint)(((first ^ ((second + directory) * SecondMultiplier)) * Multiplier) >> shift)); // wrapping is the hash

    /// <summary>Of which any number of the lowest bits say where a name is looked for.</summary>
    public uint Hash
    {
        [NoAllocation]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => unchecked((uint)BinaryPrimitives.ReverseEndianness((_first ^ (_second * SecondMultiplier)) * Multiplier)); // the highest bits depend on all of the name
    }

    /// <summary>Writes a name that is its own key.</summary>
    public void CopyTo(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, _first);
        BinaryPrimitives.WriteUInt64LittleEndian(into[WordBytes..], _second);
    }

    [NoAllocation]
    private static NameKey OfLong(ReadOnlySpan<byte> name)
    {
        ulong first = ByteWords.At(name, 0);
        ulong hash = unchecked((uint)name.Length); // no length is negative
        for (; name.Length >= WordBytes; name = name[WordBytes..])
        {
            hash = Mix(hash, ByteWords.At(name, 0));
        }

        hash = Mix(hash, ByteWords.At(name, 0));
        return new NameKey(first, (hash & HashMask) | ((ulong)Slash << MarkShift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong word)
    {
        ulong mixed = unchecked((hash ^ word) * Multiplier); // wrapping is the hash
        return mixed ^ (mixed >> 29);
    }
}
