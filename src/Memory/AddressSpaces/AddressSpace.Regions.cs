using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Region nodes: linking, splitting, merging, removing. Nothing here can fail: what it needs was reserved.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Region nodes one operation may need: two splits, and the mapping itself.</summary>
    private const uint MostNewNodes = 3;

    /// <summary>How many regions lie in a frame of their slab, as charged.</summary>
    private const uint NodesPerFrame = 21;

    /// <summary>How many regions are paid for, in whole frames.</summary>
    private uint _paidNodes;

    /// <summary>Frames that are charged for regions, to the payer of the tables.</summary>
    internal ulong NodeFrames => _paidNodes / NodesPerFrame;

    /// <summary>Makes what an operation on [start, end) needs before it changes anything: nodes, and leaf tables cut by the edges.</summary>
    private bool TryPrepare(ulong start, ulong end)
    {
        bool isReady;
        do
        {
            isReady = _regions.TryReserve(MostNewNodes) && TryOwnEdge(start) && TryOwnEdge(end);
        }
        while (!isReady && _memory.TryReclaim(1));
        return isReady && (RegionCount + MostNewNodes <= _paidNodes || TryPayNodes(RegionCount + MostNewNodes) || !(IsInside(start) || IsInside(end)));
    }

    private bool TryReserveNodes()
    {
        if (RegionCount + MostNewNodes > _paidNodes && !TryPayNodes(RegionCount + MostNewNodes))
        {
            return false;
        }

        bool isReady;
        while (!(isReady = _regions.TryReserve(MostNewNodes)) && _memory.TryReclaim(1))
        {
        }

        return isReady;
    }

    /// <summary>Pays for the frames that so many regions lie in; without that, what makes none can still be done: unmapping whole ones.</summary>
    private bool TryPayNodes(uint nodes)
    {
        while (_paidNodes < nodes)
        {
            if (_tables.Payer is { } payer && !payer.TryCharge(Resource.Frames, 1))
            {
                return false;
            }

            _paidNodes += NodesPerFrame;
        }

        return true;
    }

    /// <summary>Gives back what pays for far more regions than there are.</summary>
    private void ReturnNodes(uint most)
    {
        while (_paidNodes > most)
        {
            _tables.Payer?.Uncharge(Resource.Frames, 1);
            _paidNodes -= NodesPerFrame;
        }
    }

    /// <summary>Whether a region would have to be cut for one to begin at a page.</summary>
    private bool IsInside(ulong page)
    {
        uint node = _tree.Find(page);
        return node != 0 && _regions[node].Start != page;
    }

    private bool TryOwnEdge(ulong page)
    {
        if ((page & (PageTables.LeafPages - 1)) == 0)
        {
            return true;
        }

        return _tables.StateOf(page) is not (LeafState.Shared or LeafState.Large) || !TryOwnLeaf(page).IsNone;
    }

    /// <summary>Cuts the region that a page is inside of, so that one begins there.</summary>
    private void SplitAt(ulong page)
    {
        uint node = _tree.Find(page);
        if (node == 0 || _regions[node].Start == page)
        {
            return;
        }

        uint upper = _regions.TryAllocate();
        Panic.When(upper == 0, "a reserved region node is not there");
        ref Region lower = ref _regions[node];
        ref Region region = ref _regions[upper];
        region = lower;
        region.Start = page;
        region.Offset = lower.OffsetOf(page);
        lower.End = page;
        _tree.Resized(node);
        _tree.Insert(upper, _memory.NextPriority());
        RegionCount++;
        if (region.Object != 0)
        {
            VmObject shown = _memory.Objects[region.Object];
            shown.Resized(node);
            shown.Attach(upper);
        }
    }

    /// <summary>Joins each pair of neighbours in [start, end] that show one thing with one set of rights.</summary>
    private void MergeAround(ulong start, ulong end)
    {
        uint node = _tree.FindBelow(start);
        node = node == 0 ? _tree.First : node;
        while (node != 0 && _regions[node].Start <= end)
        {
            uint next = _tree.Next(node);
            if (next != 0 && CanMerge(in _regions[node], in _regions[next]))
            {
                ulong newEnd = _regions[next].End;
                Unlink(next);
                MoveEnd(node, newEnd);
            }
            else
            {
                node = next;
            }
        }
    }

    private static bool CanMerge(in Region lower, in Region upper) =>
        lower.End == upper.Start && lower.Object == upper.Object && (lower.Object == 0 || lower.OffsetEnd == upper.Offset)
        && lower.Access == upper.Access && lower.MaxAccess == upper.MaxAccess && lower.Flags == upper.Flags && lower.Badge == upper.Badge
        && (lower.Flags & RegionFlags.GrowsDown) == 0;

    private void MoveEnd(uint node, ulong end)
    {
        ref Region region = ref _regions[node];
        MappedPages = MappedPages - region.Pages + (end - region.Start);
        region.End = end;
        _tree.Resized(node);
        if (region.Object != 0)
        {
            _memory.Objects[region.Object].Resized(node);
        }
    }

    /// <summary>Moves a region's start, and with it the offset that its first page shows.</summary>
    private void MoveStart(uint node, ulong start)
    {
        ref Region region = ref _regions[node];
        VmObject? shown = region.Object == 0 ? null : _memory.Objects[region.Object];
        shown?.Detach(node);
        MappedPages = MappedPages + region.Start - start;
        region.Offset = start > region.Start ? region.Offset + (start - region.Start) : region.Offset - (region.Start - start);
        region.Start = start;
        _tree.Resized(node);
        shown?.Attach(node);
    }

    private void Link(uint node)
    {
        ref Region region = ref _regions[node];
        _tree.Insert(node, _memory.NextPriority());
        RegionCount++;
        MappedPages += region.Pages;
        if (region.Object != 0)
        {
            _memory.Objects[region.Object].Attach(node);
        }
    }

    /// <summary>Takes a region out of both trees and frees its node.</summary>
    private void Unlink(uint node)
    {
        if (_regions[node].Object != 0)
        {
            _memory.Objects[_regions[node].Object].Detach(node);
        }

        _tree.Remove(node);
        Forget(node);
    }

    /// <summary>Frees the node of a region that is in no tree any more.</summary>
    private void Forget(uint node)
    {
        HasLostBadge |= _regions[node].Badge != 0;
        MappedPages -= _regions[node].Pages;
        RegionCount--;
        _regions.Free(node);
        if (_paidNodes > RegionCount + (3 * NodesPerFrame))
        {
            ReturnNodes(RegionCount + (2 * NodesPerFrame));
        }

        if (_lastRegion == node)
        {
            _lastRegion = 0;
        }
    }

    /// <summary>Removes translations and forgets them: before any frame behind them can be used again (S-20, S-22).</summary>
    private void ClearTables(ulong start, ulong end)
    {
        if (_tables.Clear(start, end) != 0)
        {
            _memory.Translations.Forget(_tables, start, end);
        }
    }

    /// <summary>Removes a whole region; of a large one that has pages, a first part (C-38). Its translations are gone.</summary>
    /// <returns>Whether the region is gone.</returns>
    private bool TryRemove(uint node, ref int budget)
    {
        if (!TryRemovePages(node, ref budget))
        {
            return false;
        }

        _tree.Remove(node);
        Forget(node);
        return true;
    }

    /// <summary>Parts a region from its object, whose pages go that only it could show; of a large region that has pages, only a first part.</summary>
    /// <returns>Whether it shows nothing any more.</returns>
    private bool TryRemovePages(uint node, ref int budget)
    {
        ref Region region = ref _regions[node];
        VmObject? shown = region.Object == 0 ? null : _memory.Objects[region.Object];
        ulong offset = region.Offset;
        ulong end = region.OffsetEnd;
        ulong start = region.Start;
        bool isWhole = shown is null || shown.Kind != ObjectKind.Anonymous || region.Pages <= _memory.StepPages || shown.PageCount <= _memory.StepPages;
        if (!isWhole)
        {
            end = offset + _memory.StepPages;
            budget -= _memory.StepPages;
            MoveStart(node, start + _memory.StepPages);
            shown!.FreeUncovered(offset, end);
            return false;
        }

        budget -= 64;
        if (shown is not null)
        {
            budget -= (int)(shown.PageCount < _memory.StepPages ? shown.PageCount : _memory.StepPages);
            shown.Detach(node);
            if (shown.IsReferenced && !shown.TryLeaveEmptyRegions(offset, end))
            {
                shown.FreeUncovered(offset, end);
            }

            shown.AfterUnlink();
        }

        return true;
    }

    /// <summary>Removes the entries of [start, end) that map frames of one owner. For objects, which find their regions.</summary>
    internal void UnmapOwned(uint owner, ulong start, ulong end)
    {
        bool isStale = false;
        for (ulong page = start; page < end;)
        {
            ulong leafEnd = (page | (PageTables.LeafPages - 1)) + 1;
            ulong stop = leafEnd < end ? leafEnd : end;
            isStale |= _tables.ClearOwnedBy(owner, page, stop);
            page = stop;
        }

        if (isStale)
        {
            _memory.Translations.Forget(_tables, start, end);
        }
    }

    /// <summary>Takes W off one page's entry. For objects, before a page is cleaned.</summary>
    internal void WriteProtect(ulong page)
    {
        FrameNumber leaf = _tables.FindLeaf(page);
        if (!leaf.IsNone && (_tables.Entry(leaf, page) & PageTableEntry.Writable) != 0)
        {
            _tables.WriteProtect(page, page + 1);
            _memory.Translations.Forget(_tables, page);
        }
    }
}
