using System;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Which futex a word in memory is (futex(2)): one of an address space, or of pages that several share, wherever each has them (C-99).</summary>
public readonly struct FutexKey : IEquatable<FutexKey>
{
    private const ulong IsShared = 1UL << 32;

    private readonly ulong _owner;
    private readonly ulong _offset;

    private FutexKey(ulong owner, ulong offset)
    {
        _owner = owner;
        _offset = offset;
    }

    public static bool operator ==(FutexKey left, FutexKey right) => left.Equals(right);

    public static bool operator !=(FutexKey left, FutexKey right) => !left.Equals(right);

    /// <summary>A word that only threads of one address space wait on.</summary>
    public static FutexKey Private(AddressSpace space, VirtualAddress address) => new(space.Index, address.Value);

    /// <summary>A word of an object that may be mapped by several, by its offset in bytes.</summary>
    public static FutexKey Shared(VmObject pages, ulong offset) => new(pages.Index | IsShared, offset);

    public bool Equals(FutexKey other) => _owner == other._owner && _offset == other._offset;

    public override bool Equals(object? obj) => obj is FutexKey other && Equals(other);

    /// <summary>Spreads words that lie together, and the same word of several owners, over all 32 bits.</summary>
    public override int GetHashCode()
    {
        const ulong Spread = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4)
        return unchecked((int)((((_offset >> 2) ^ (_owner << 40)) * Spread) >> 32)); // a product modulo 2^64
    }
}
