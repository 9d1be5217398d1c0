using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>madvise(2), mlock(2), mincore(2), and populating ahead.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Follows an advice for every mapped page of a range, and resumes where it stopped.</summary>
    /// <param name="range">Whose pages.</param>
    /// <param name="advice">What to do with them.</param>
    /// <param name="progress">Pages done; keep it and call again after <see cref="Errno.Again"/>.</param>
    /// <returns>
    /// <see cref="Errno.Invalid"/>: DontNeed or Free of locked memory, Free of what is not private and anonymous; nothing changed.
    /// <see cref="Errno.NoMemory"/>: a page in the range is not mapped (the others were treated), or no memory.
    /// <see cref="Errno.Again"/>: a part is done.
    /// </returns>
    public Errno Advise(PageRange range, Advice advice, ref Progress progress)
    {
        Errno error;
        switch (advice)
        {
            case Advice.LargePages:
                return ChangeFlags(range, RegionFlags.None, RegionFlags.NoLargePages);
            case Advice.NoLargePages:
                return ChangeFlags(range, RegionFlags.NoLargePages, RegionFlags.None);
            case Advice.DontNeed or Advice.Free:
                error = Discard(range, advice, ref progress);
                break;
            default:
                error = AdviseCache(range, advice, ref progress);
                break;
        }

        return error != Errno.None ? error : IsMapped(range.Start.Value, range.End.Value) ? Errno.None : Errno.NoMemory;
    }

    /// <summary>Keeps a range resident from now on, or no longer. The pages themselves: <see cref="TryPopulate"/>.</summary>
    /// <returns>As <see cref="Advise"/>.</returns>
    public Errno Lock(PageRange range) => ChangeFlags(range, RegionFlags.Locked, RegionFlags.None);

    public Errno Unlock(PageRange range) => ChangeFlags(range, RegionFlags.None, RegionFlags.Locked);

    /// <summary>As <see cref="Lock"/>, all there is.</summary>
    public Errno LockAll() => Change(0, UserAddress.Pages.End.Value, RegionChange.OfFlags(RegionFlags.Locked, RegionFlags.None));

    public Errno UnlockAll() => Change(0, UserAddress.Pages.End.Value, RegionChange.OfFlags(RegionFlags.None, RegionFlags.Locked));

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

    private Errno Discard(PageRange range, Advice advice, ref Progress progress)
    {
        (ulong start, ulong end) = (range.Start.Value + progress.Done, range.End.Value);
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

        ulong stop = StepEnd(start, end);
        ClearTables(start, stop);
        int budget = _memory.StepPages;
        for (uint node = _tree.FindFrom(start); node != 0 && _regions[node].Start < stop; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            ulong page = region.Start > start ? region.Start : start;
            ulong last = region.End < stop ? region.End : stop;
            while (page < last && !region.IsShared && region.Object != 0)
            {
                if (budget <= 0)
                {
                    progress.Done = page - range.Start.Value;
                    return Errno.Again;
                }

                ulong next = DiscardStepEnd(in region, page, last);
                Errno error = DiscardPrivate(ref region, node, region.OffsetOf(page), unchecked(region.OffsetOf(page) + (next - page)), ref budget);
                if (error != Errno.None)
                {
                    return error;
                }

                page = next;
            }
        }

        progress.Done = stop - range.Start.Value;
        return stop == end ? Errno.None : Errno.Again;
    }

    /// <summary>As much of a region as is discarded at once: all of it, or up to a leaf table's edge when there may be too many pages.</summary>
    private ulong DiscardStepEnd(in Region region, ulong page, ulong end)
    {
        ulong most = 0;
        for (VmObject? at = _memory.Objects[region.Object]; at is { Kind: ObjectKind.Anonymous }; at = at.Backing)
        {
            most += at.Slots.Count;
        }

        return most <= _memory.StepPages || end - page <= _memory.StepPages ? end : EdgeAbove(page + _memory.StepPages, end);
    }

    private static ulong EdgeAbove(ulong page, ulong end)
    {
        ulong edge = (page + PageTables.LeafPages - 1) & ~(ulong)(PageTables.LeafPages - 1);
        return edge < end ? edge : end;
    }

    /// <summary>Makes [from, to) of a private region's object read as when it was first mapped.</summary>
    private Errno DiscardPrivate(ref Region region, uint node, ulong from, ulong to, ref int budget)
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
        budget -= 64 + (int.MaxValue - all);
        return top.TryHideBehind(from, to, ref budget) ? Errno.None : Errno.NoMemory;
    }

    private Errno AdviseCache(PageRange range, Advice advice, ref Progress progress)
    {
        int budget = _memory.StepPages;
        ulong start = range.Start.Value + progress.Done;
        for (uint node = _tree.FindFrom(start); node != 0 && _regions[node].Start < range.End.Value; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            ulong page = region.Start > start ? region.Start : start;
            ulong end = region.End < range.End.Value ? region.End : range.End.Value;
            ulong offset = region.OffsetOf(page);
            VmObject? cache = region.Object == 0 ? null : _memory.Objects[region.Object].Origin;
            budget -= 2;
            if (cache is { Kind: ObjectKind.Paged })
            {
                cache.Advise(ref offset, unchecked(offset + (end - page)), advice, ref budget);
            }

            if (budget <= 0)
            {
                progress.Done = region.Start + unchecked(offset - region.Offset) - range.Start.Value;
                return Errno.Again;
            }
        }

        return Errno.None;
    }
}
