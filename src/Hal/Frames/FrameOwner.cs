using System;

namespace Vela.Hal;

/// <summary>The one owner of a frame (C-05): an index that its room understands, and the page's offset in that owner.</summary>
/// <remarks>
/// <code>
/// 63        36 35                 0
/// [  index    |  offset in pages   ]
/// </code>
/// An index rather than a reference, because frame records live in raw memory that no collector sees.
/// 36 bits of pages are 2^48 bytes, more than an address space or a file can hold.
/// </remarks>
public readonly struct FrameOwner : IEquatable<FrameOwner>
{
    public const int OffsetBits = 36;
    public const ulong MaxOffset = (1UL << OffsetBits) - 1;
    public const uint MaxIndex = (1U << (64 - OffsetBits)) - 1;

    private readonly ulong _word;

    /// <param name="index">At most <see cref="MaxIndex"/>; 0 is nobody.</param>
    /// <param name="offset">In pages, at most <see cref="MaxOffset"/>.</param>
    public FrameOwner(uint index, ulong offset) => _word = ((ulong)index << OffsetBits) | (offset & MaxOffset);

    public static FrameOwner None => default;

    public bool IsNone => _word == 0;

    public uint Index => unchecked((uint)(_word >> OffsetBits)); // 28 bits remain

    /// <summary>In pages from the owner's start.</summary>
    public ulong Offset => _word & MaxOffset;

    public static bool operator ==(FrameOwner left, FrameOwner right) => left._word == right._word;

    public static bool operator !=(FrameOwner left, FrameOwner right) => left._word != right._word;

    public bool Equals(FrameOwner other) => _word == other._word;

    public override bool Equals(object? obj) => obj is FrameOwner other && Equals(other);

    public override int GetHashCode() => _word.GetHashCode();

    public override string ToString() => IsNone ? "nobody" : $"{Index}+0x{Offset:x}";

    /// <summary>The same owner, some pages further on.</summary>
    internal FrameOwner Plus(ulong pages) => new(Index, Offset + pages);
}
