using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>madvise(2), mlock(2), mincore(2), and populating ahead.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Follows an advice for every mapped page of a range.</summary>
    /// <returns>
    /// <see cref="Errno.Invalid"/>: DontNeed or Free of locked memory, Free of what is not private and anonymous; nothing changed.
    /// <see cref="Errno.NoMemory"/>: a page in the range is not mapped (the others were treated), or no memory.
    /// </returns>
    public Errno Advise(PageRange range, Advice advice)
    {
        switch (advice)
        {
            case Advice.LargePages:
                return ChangeFlags(range, RegionFlags.None, RegionFlags.NoLargePages);
            case Advice.NoLargePages:
                return ChangeFlags(range, RegionFlags.NoLargePages, RegionFlags.None);
            case Advice.DontNeed or Advice.Free:
                Errno error = Discard(range.Start.Value, range.End.Value, advice);
                return error != Errno.None ? error : IsMapped(range.Start.Value, range.End.Value) ? Errno.None : Errno.NoMemory;
            default:
                ForEachCached(range, advice);
                return IsMapped(range.Start.Value, range.End.Value) ? Errno.None : Errno.NoMemory;
        }
    }

    /// <summary>Keeps a range resident from now on, or no longer. The pages themselves: <see cref="TryPopulate"/>.</summary>
    public Errno Lock(PageRange range) => ChangeFlags(range, RegionFlags.Locked, RegionFlags.None);

    public Errno Unlock(PageRange range) => ChangeFlags(range, RegionFlags.None, RegionFlags.Locked);

    /// <summary>Makes pages present ahead of the first access (MAP_POPULATE, mlock, MADV_POPULATE_*); resumes where it stopped.</summary>
    /// <param name="range">What to populate.</param>
    /// <param name="needed">Read or Write.</param>
    /// <param name="progress">Pages done; keep it and call again after <see cref="FaultVerdict.NeedsIo"/>.</param>
    public FaultOutcome TryPopulate(PageRange range, Access needed, ref Progress progress)
    {
        while (progress.Done < range.Count)
        {
            ulong page = range.Start.Value + progress.Done;
            if (!IsAllowed(_tables.Translate(page), needed))
            {
                FaultOutcome outcome = Fault(new PageNumber(page).Address, needed);
                if (!outcome.IsContinue)
                {
                    return outcome;
                }
            }

            progress.Done++;
        }

        return FaultVerdict.Continue;
    }

    /// <summary>Whether an access to a page would need no I/O (mincore). False too where nothing is mapped.</summary>
    public bool IsResident(PageNumber page)
    {
        uint node = _tree.Find(page.Value);
        if (node == 0 || _regions[node].Object == 0)
        {
            return node != 0 && _tables.Translate(page.Value) != 0;
        }

        _ = _memory.Objects[_regions[node].Object].Find(_regions[node].OffsetOf(page.Value), out Finding finding, out _);
        return finding == Finding.Page;
    }

    private Errno Discard(ulong start, ulong end, Advice advice)
    {
        for (uint node = _tree.FindFrom(start); node != 0 && _regions[node].Start < end; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            bool isFile = region.IsShared || (region.Object != 0 && _memory.Objects[region.Object].Origin is not null);
            if ((region.Flags & RegionFlags.Locked) != 0 || (advice == Advice.Free && isFile))
            {
                return Errno.Invalid;
            }
        }

        if (!TryPrepare(start, end))
        {
            return Errno.NoMemory;
        }

        ClearTables(start, end);
        for (uint node = _tree.FindFrom(start); node != 0 && _regions[node].Start < end; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            ulong from = region.OffsetOf(region.Start > start ? region.Start : start);
            ulong to = region.OffsetEnd - (region.End > end ? region.End - end : 0);
            Errno error = region.IsShared || region.Object == 0 ? Errno.None : DiscardPrivate(ref region, node, from, to);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    /// <summary>Makes [from, to) of a private region's object read as when it was first mapped.</summary>
    private Errno DiscardPrivate(ref Region region, uint node, ulong from, ulong to)
    {
        VmObject top = _memory.Objects[region.Object];
        if (region.NeedsCopy)
        {
            if (top.Kind != ObjectKind.Anonymous)
            {
                return Errno.None; // nothing private there yet
            }

            if (top.IsReachedOnlyBy(node, region.Offset, region.OffsetEnd))
            {
                region.Flags &= ~RegionFlags.NeedsCopy;
            }
            else
            {
                PushFront(ref region, node);
                top = _memory.Objects[region.Object];
            }
        }

        int all = int.MaxValue;
        _ = top.TryFreePages(from, to, ref all);
        return top.TryHideBehind(from, to) ? Errno.None : Errno.NoMemory;
    }

    private void ForEachCached(PageRange range, Advice advice)
    {
        for (uint node = _tree.FindFrom(range.Start.Value); node != 0 && _regions[node].Start < range.End.Value; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            VmObject? cache = region.Object == 0 ? null : _memory.Objects[region.Object].Origin;
            if (cache is null || cache.Kind != ObjectKind.Paged)
            {
                continue;
            }

            ulong start = region.Start > range.Start.Value ? region.Start : range.Start.Value;
            ulong end = region.End < range.End.Value ? region.End : range.End.Value;
            for (ulong page = start; page < end; page++)
            {
                cache.Advise(new PageNumber(region.OffsetOf(page)), advice);
            }
        }
    }
}
