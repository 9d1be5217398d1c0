using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>An entry of any of the four levels of x86-64 page tables.</summary>
/// <remarks>
/// <code>
/// 63 62      52 51              12 11  9 8 7 6 5 4 3 2 1 0
/// [NX|  free   |  frame number    | free|G|S|D|A|.|.|U|W|P]
/// </code>
/// S: in a level-2 entry, it maps 2 MiB itself. A page is writable when W is set at every level, for ring 3 when U is.
/// Source: Intel SDM vol. 3A §4.5.
/// </remarks>
public readonly struct PageTableEntry(ulong word) : IEquatable<PageTableEntry>
{
    public const ulong Present = 1UL << 0;
    public const ulong Writable = 1UL << 1;
    public const ulong User = 1UL << 2;
    public const ulong Uncached = 1UL << 4;
    public const ulong Accessed = 1UL << 5;
    public const ulong Dirty = 1UL << 6;
    public const ulong Large = 1UL << 7;
    public const ulong NoExecute = 1UL << 63;
    public const ulong FrameMask = 0x000f_ffff_ffff_f000;

    /// <summary>Entries of one table.</summary>
    public const int Count = 512;

    /// <summary>An entry that leads to a table of ring 3's half.</summary>
    public const ulong UserTable = Present | Writable | User;

    public ulong Word { get; } = word;

    public bool IsPresent => (Word & Present) != 0;

    public bool IsWritable => (Word & Writable) != 0;

    public bool IsLarge => (Word & Large) != 0;

    public FrameNumber Frame => new((Word & FrameMask) >> FrameNumber.Shift);

    public static bool operator ==(PageTableEntry left, PageTableEntry right) => left.Word == right.Word;

    public static bool operator !=(PageTableEntry left, PageTableEntry right) => left.Word != right.Word;

    public static PageTableEntry Of(FrameNumber frame, ulong flags) => new((frame.Value << FrameNumber.Shift) | flags);

    /// <summary>Which entry of the table of a level (4 the root, 1 the leaf) translates a page.</summary>
    public static int IndexOf(PageNumber page, int level) => unchecked((int)(page.Value >> (9 * (level - 1))) & (Count - 1));

    public bool Equals(PageTableEntry other) => Word == other.Word;

    public override bool Equals(object? obj) => obj is PageTableEntry other && Equals(other);

    public override int GetHashCode() => Word.GetHashCode();

    public override string ToString() => $"0x{Word:x}";
}
