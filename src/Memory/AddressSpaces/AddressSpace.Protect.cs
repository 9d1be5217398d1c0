using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Changing rights and flags of existing mappings. Source: mprotect(2), mlock(2), madvise(2).</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Changes what may be done with every page of a range.</summary>
    /// <returns>
    /// <see cref="Errno.NoMemory"/>: a page is not mapped, or there is no memory for a split. <see cref="Errno.AccessDenied"/>: more than
    /// some mapping's MaxAccess. Either way nothing changed. <see cref="Errno.Again"/>: a part is done; call again.
    /// </returns>
    public Errno Protect(PageRange range, Access access)
    {
        (ulong start, ulong end) = (range.Start.Value, range.End.Value);
        if (!IsMapped(start, end))
        {
            return Errno.NoMemory;
        }

        for (uint node = _tree.Find(start); node != 0 && _regions[node].Start < end; node = _tree.Next(node))
        {
            if ((access & ~_regions[node].MaxAccess) != 0)
            {
                return Errno.AccessDenied;
            }
        }

        return Change(start, end, RegionChange.To(access));
    }

    /// <summary>Narrows for ever what the mappings in a range may be allowed; rights beyond it go now. For revocation. Holes are no error.</summary>
    /// <returns><see cref="Errno.NoMemory"/>: for a split; nothing changed. <see cref="Errno.Again"/>: a part is done; call again.</returns>
    public Errno Restrict(PageRange range, Access ceiling) => Change(range.Start.Value, range.End.Value, RegionChange.Under(ceiling));

    /// <summary>Sets and clears flags of every page of a range (Locked, NoLargePages).</summary>
    /// <returns><see cref="Errno.NoMemory"/>: a hole, or no memory; nothing changed. <see cref="Errno.Again"/>: a part is done; call again.</returns>
    private Errno ChangeFlags(PageRange range, RegionFlags set, RegionFlags clear)
    {
        (ulong start, ulong end) = (range.Start.Value, range.End.Value);
        return IsMapped(start, end) ? Change(start, end, RegionChange.OfFlags(set, clear)) : Errno.NoMemory;
    }

    /// <summary>Makes a change to all mappings in [start, end), or to a first part of those that have not got it yet.</summary>
    private Errno Change(ulong start, ulong end, in RegionChange change)
    {
        uint node = _tree.FindFrom(start);
        while (node != 0 && _regions[node].Start < end && change.IsMadeTo(in _regions[node]))
        {
            node = _tree.Next(node);
        }

        if (node == 0 || _regions[node].Start >= end)
        {
            return Errno.None;
        }

        ulong first = _regions[node].Start > start ? _regions[node].Start : start;
        if (change.IsOfAccess ? !TryPrepare(first, end) : !TryReserveNodes())
        {
            return Errno.NoMemory;
        }

        ulong stop = change.IsOfAccess ? StepEnd(first, end) : RegionStepEnd(first, end);
        SplitAt(first);
        SplitAt(stop);
        bool isStale = change.IsOfAccess && DropShared(first, stop);
        for (node = _tree.FindFrom(first); node != 0 && _regions[node].Start < stop; node = _tree.Next(node))
        {
            isStale |= change.MakeTo(ref _regions[node]) && Rewrite(in _regions[node]);
        }

        if (isStale)
        {
            _memory.Translations.Forget(_tables, first, stop);
        }

        MergeAround(first, stop);
        return stop == end ? Errno.None : Errno.Again;
    }

    /// <summary>Whether there is no hole in [start, end).</summary>
    private bool IsMapped(ulong start, ulong end)
    {
        uint node = _tree.Find(start);
        while (node != 0 && _regions[node].End < end)
        {
            uint next = _tree.Next(node);
            if (next == 0 || _regions[next].Start != _regions[node].End)
            {
                return false;
            }

            node = next;
        }

        return node != 0;
    }

    /// <summary>Drops the leaf tables within [start, end) that others share, instead of writing or copying them: faults fill others (rule 2 of fork).</summary>
    private bool DropShared(ulong start, ulong end)
    {
        bool isDropped = false;
        ulong page = start;
        while (page < end && _tables.TryFindNextLeaf(page, end, out ulong found, out _))
        {
            page = found + PageTables.LeafPages;
            if (found >= start && page <= end && _tables.StateOf(found) == LeafState.Shared)
            {
                isDropped |= _tables.Clear(found, page) != 0;
            }
        }

        return isDropped;
    }

    /// <summary>Makes a region's entries say what its rights are now.</summary>
    /// <returns>Whether translations must be forgotten.</returns>
    private bool Rewrite(in Region region)
    {
        bool isStale = false;
        ulong page = region.Start;
        while (page < region.End && _tables.TryFindNextLeaf(page, region.End, out ulong found, out FrameNumber directory))
        {
            page = found > page ? found : page;
            ulong leafEnd = found + PageTables.LeafPages;
            ulong end = leafEnd < region.End ? leafEnd : region.End;
            LeafState state = _tables.StateOf(page);
            isStale = true;
            if (state == LeafState.Large || region.Access == Access.None)
            {
                _ = _tables.Clear(page, end); // a 2 MiB page is whole here: an edge through it has split it
            }
            else
            {
                RewriteLeaf(in region, _tables.FindLeaf(page), page, end);
            }

            page = end;
        }

        return isStale;
    }

    private void RewriteLeaf(in Region region, FrameNumber leaf, ulong page, ulong end)
    {
        for (; page < end; page++)
        {
            ref ulong entry = ref _tables.Entry(leaf, page);
            if (entry == 0)
            {
                continue;
            }

            FrameNumber frame = new PageTableEntry(entry).Frame;
            ulong rights = RightsOf(in region);
            if ((region.Flags & RegionFlags.Physical) != 0)
            {
                rights |= (region.Access & Access.Write) != 0 ? PageTableEntry.Writable : 0;
            }
            else if (frame != _memory.ZeroFrame)
            {
                rights = RightsOf(in region, _memory.Objects[_memory.Frames[frame].Owner.Index], frame);
            }

            entry = PageTableEntry.Of(frame, rights).Word;
        }
    }
}
