using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

public sealed partial class VmObject
{
    private uint _regionRoot;

    /// <summary>A region maps this object now.</summary>
    [NoAllocation]
    internal void Attach(uint node)
    {
        ref Region region = ref _memory.Regions[node];
        region.Object = Index;
        Treap<OffsetOrder>.Insert(_memory.Regions, ref _regionRoot, node, _memory.NextPriority());
        RegionCount++;
    }

    /// <summary>A region does not map this object any more. The caller calls <see cref="AfterUnlink"/> when the tables know too.</summary>
    [NoAllocation]
    internal void Detach(uint node)
    {
        Treap<OffsetOrder>.Remove(_memory.Regions, ref _regionRoot, node);
        RegionCount--;
    }

    /// <summary>If all the object has is in [from, end), which nothing shows any more: parts it from the regions left at the edges, which become as new.</summary>
    /// <remarks>Then it dies as a whole, later, and whoever unmapped the middle of a larger region does not free its pages one by one.</remarks>
    [NoAllocation]
    internal bool TryLeaveEmptyRegions(ulong from, ulong end)
    {
        const uint MostEdges = 2;
        const ulong Few = 32; // the search for others costs as much as freeing so many
        if (PageCount < Few || Kind != ObjectKind.Anonymous || Backing is not null || Origin is not null || (ShadowCount | Holders | _pending) != 0 || RegionCount > MostEdges
            || Slots.TryFindNext(0, from, out _, out _) || Slots.TryFindNext(end, FrameOwner.MaxOffset, out _, out _) || FirstRegion(from, end) != 0)
        {
            return false;
        }

        const RegionFlags Other = RegionFlags.Shared | RegionFlags.NeedsCopy | RegionFlags.GrowsDown;
        for (uint node = FirstRegion(0, FrameOwner.MaxOffset); node != 0; node = NextRegion(node, 0, FrameOwner.MaxOffset))
        {
            if ((_memory.Regions[node].Flags & Other) != 0)
            {
                return false;
            }
        }

        while (_regionRoot != 0)
        {
            uint node = _regionRoot;
            Detach(node);
            _memory.Regions[node].Object = 0;
        }

        return true;
    }

    /// <summary>An attached region's end moved.</summary>
    [NoAllocation]
    internal void Resized(uint node) => Treap<OffsetOrder>.SummariseUp(_memory.Regions, node);

    /// <summary>Whether nothing but one region can reach [from, end): then that region may write there (M-25: by who can reach it, not by a count).</summary>
    [NoAllocation]
    internal bool IsReachedOnlyBy(uint node, ulong from, ulong end)
    {
        if (Kind != ObjectKind.Anonymous || Holders != 0)
        {
            return false;
        }

        if (RegionCount == 1 && ShadowCount == 0)
        {
            return true;
        }

        for (VmObject? shadow = FirstShadow; shadow is not null; shadow = shadow.NextShadow)
        {
            if (shadow.WindowStart < end && shadow.WindowEnd > from)
            {
                return false;
            }
        }

        uint first = FirstRegion(from, end);
        return first == node && NextRegion(first, from, end) == 0;
    }

    /// <summary>Whether only this object can reach an offset of another one behind it: then a write moves the page up instead of copying it.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsAloneBefore(VmObject holder, ulong offset)
    {
        for (VmObject at = this; at != holder;)
        {
            VmObject? behind = at.Backing;
            if (behind is null || behind.Kind != ObjectKind.Anonymous || behind.Holders != 0 || (behind.RegionCount != 0 && behind.FirstRegion(offset, unchecked(offset + 1)) != 0)) // fewer than 2^36 pages
            {
                return false;
            }

            for (VmObject? shadow = behind.ShadowCount == 1 ? null : behind.FirstShadow; shadow is not null; shadow = shadow.NextShadow)
            {
                if (shadow != at && shadow.WindowStart <= offset && shadow.WindowEnd > offset)
                {
                    return false;
                }
            }

            at = behind;
        }

        return true;
    }

    /// <summary>The first region, by offset, that shows part of [from, end); 0 for none.</summary>
    [NoAllocation]
    internal uint FirstRegion(ulong from, ulong end) => FirstIn(_regionRoot, from, end);

    /// <summary>The region after another that shows part of [from, end); 0 for none.</summary>
    [NoAllocation]
    internal uint NextRegion(uint node, ulong from, ulong end)
    {
        Slab<Region> regions = _memory.Regions;
        uint right = regions[node].ByOffset.Right;
        while (true)
        {
            if (right != 0 && regions[right].SubtreeOffsetEnd > from)
            {
                uint found = FirstIn(right, from, end);
                if (found != 0)
                {
                    return found;
                }
            }

            uint child;
            do
            {
                child = node;
                node = regions[node].ByOffset.Parent;
                if (node == 0)
                {
                    return 0;
                }

                right = regions[node].ByOffset.Right;
            }
            while (right == child);

            if (regions[node].Offset >= end)
            {
                return 0;
            }

            if (regions[node].OffsetEnd > from)
            {
                return node;
            }
        }
    }

    /// <summary>The leftmost node of a subtree that intersects [from, end). Source: Cormen et al., Introduction to Algorithms, 14.3.</summary>
    private uint FirstIn(uint node, ulong from, ulong end)
    {
        Slab<Region> regions = _memory.Regions;
        while (node != 0)
        {
            ref Region region = ref regions[node];
            uint left = region.ByOffset.Left;
            if (left != 0 && regions[left].SubtreeOffsetEnd > from)
            {
                node = left; // if nothing there intersects, it all lies at or above the end, and so does everything on the right
                continue;
            }

            if (region.Offset >= end)
            {
                return 0;
            }

            if (region.OffsetEnd > from)
            {
                return node;
            }

            node = region.ByOffset.Right;
        }

        return 0;
    }
}
