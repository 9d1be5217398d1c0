using System.Runtime.InteropServices;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>One mapping: pages of an address space that show consecutive pages of an object, with one set of rights (C-01).</summary>
/// <remarks>
/// A slab node, not an object. Pages [Start, End) show offsets [Offset, OffsetEnd) of the object; object 0: private and
/// anonymous, and nothing was written yet, so every page is zero.
/// Invariant: Access is within MaxAccess, which only narrows; a shared region has an object and never NeedsCopy.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Region
{
    public ulong Start;
    public ulong End;
    public ulong Offset;
    public uint Object;
    public uint Space;
    public Access Access;
    public Access MaxAccess;
    public RegionFlags Flags;

    /// <summary>What the mapping was derived from: a capability's number, to those who map.</summary>
    public uint Badge;

    // The tree of the address space: first page, end and largest gap of the subtree.
    public TreeLinks ByAddress;
    public ulong SubtreeStart;
    public ulong SubtreeEnd;
    public ulong SubtreeGap;

    // The tree of the object: the highest offset end of the subtree.
    public TreeLinks ByOffset;
    public ulong SubtreeOffsetEnd;

    public readonly ulong Pages => End - Start;

    public readonly ulong OffsetEnd => Offset + (End - Start);

    public readonly PageRange Range => new(new PageNumber(Start), new PageNumber(End));

    public readonly bool IsShared => (Flags & RegionFlags.Shared) != 0;

    public readonly bool NeedsCopy => (Flags & RegionFlags.NeedsCopy) != 0;

    /// <summary>The offset in the object of a page within the region.</summary>
    public readonly ulong OffsetOf(ulong page) => unchecked(Offset + (page - Start)); // within the region
}
