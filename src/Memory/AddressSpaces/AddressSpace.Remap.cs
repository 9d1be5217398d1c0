using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Moving, growing and shrinking a mapping; the program break; stacks. Source: mremap(2), brk(2), mmap(2) MAP_GROWSDOWN.</remarks>
public sealed partial class AddressSpace
{
    private ulong _breakStart;

    /// <summary>The end of the heap, in bytes (C-37, M-32).</summary>
    public VirtualAddress Break { get; private set; }

    /// <summary>Where the heap begins; 0 before that is known.</summary>
    public VirtualAddress BreakStart => new(_breakStart);

    /// <summary>Sets where the heap begins. To be set once, before the first <see cref="TrySetBreak"/>.</summary>
    public void SetBreakStart(VirtualAddress start)
    {
        Break = start;
        _breakStart = start.Value;
    }

    /// <summary>Moves the end of the heap. On failure it stays where it was.</summary>
    public Errno TrySetBreak(VirtualAddress wanted)
    {
        if (wanted.Value < _breakStart || wanted.Value > UserAddress.Limit)
        {
            return Errno.NoMemory;
        }

        ulong old = PagesUpTo(Break.Value);
        ulong now = PagesUpTo(wanted.Value);
        Errno error = Errno.None;
        if (now > old)
        {
            error = Map(new MapRequest
            {
                Pages = now - old,
                Where = new PageNumber(old),
                Placement = Placement.FixedNoReplace,
                Access = Access.ReadWrite,
                MaxAccess = Access.All,
            }).Error;
        }
        else if (now < old)
        {
            error = Unmap(new PageRange(new PageNumber(now), new PageNumber(old)));
        }

        Break = error == Errno.None ? wanted : Break;
        return error;
    }

    /// <summary>Changes the length of a mapping, or its place, or both; what it shows stays.</summary>
    /// <param name="old">Pages of one region, as far as they are kept.</param>
    /// <param name="pages">How many it shall be.</param>
    /// <param name="mayMove">Hint: anywhere if it cannot grow in place. Fixed: to <paramref name="where"/>. FixedNoReplace: not at all.</param>
    /// <param name="where">With Fixed, the new first page.</param>
    /// <returns>The first page now. <see cref="Errno.BadAddress"/>: not pages of one region. <see cref="Errno.NoMemory"/>: no room; nothing changed.
    /// <see cref="Errno.Again"/>: a part of what must go is gone, at the new place or of a mapping that shrinks, or translations of what moves; call again.</returns>
    public Result<PageNumber> Remap(PageRange old, ulong pages, Placement mayMove, PageNumber where)
    {
        // Of a mapping that shrinks, the rest may be gone already.
        ulong kept = pages < old.Count ? pages : old.Count;
        uint node = _tree.Find(old.Start.Value);
        if (node == 0 || _regions[node].End < old.Start.Value + kept)
        {
            return Errno.BadAddress;
        }

        if (pages == 0 || pages > UserAddress.Pages.Count)
        {
            return pages == 0 ? Errno.Invalid : Errno.NoMemory;
        }

        if (mayMove == Placement.Fixed)
        {
            PageRange user = UserAddress.Pages;
            bool isInside = where >= user.Start && where < user.End && pages <= user.End - where;
            return !isInside || PageRange.Of(where, pages).Intersects(old) ? Errno.Invalid : Move(old, pages, where.Value);
        }

        if (pages <= old.Count)
        {
            Errno shrunk = pages == old.Count ? Errno.None : Unmap(new PageRange(old.Start + pages, old.End));
            return shrunk == Errno.None ? old.Start : shrunk;
        }

        ulong added = pages - old.Count;
        if (_regions[node].End == old.End.Value && old.End.Value + added <= UserAddress.Pages.End.Value && IsFree(PageRange.Of(old.End, added)))
        {
            if (!TryReserveNodes())
            {
                return Errno.NoMemory;
            }

            GrowUp(node, added);
            return old.Start;
        }

        if (mayMove == Placement.FixedNoReplace || !_tree.TryFindGap(UserAddress.Pages.Start.Value, MappingTop.Value, pages, out ulong start))
        {
            return Errno.NoMemory;
        }

        return Move(old, pages, start);
    }

    private static ulong PagesUpTo(ulong address) => (address + PageNumber.Size - 1) >> PageNumber.Shift;

    private Result<PageNumber> Move(PageRange old, ulong pages, ulong start)
    {
        // What is in the way may be a part of the region that is moved: cut that off before it is looked up.
        ulong keptEnd = old.Start.Value + (pages < old.Count ? pages : old.Count);
        if (!TryPrepare(start, start + pages) || !TryPrepare(old.Start.Value, old.End.Value) || !TryPrepare(keptEnd, old.End.Value) || !_regions.TryReserve(4))
        {
            return Errno.NoMemory;
        }

        // What moves loses its translations first, a part at a time. That shows nowhere: it moves whole, in the step that finds hardly any left.
        ulong stop = StepEnd(old.Start.Value, keptEnd);
        ClearTables(old.Start.Value, stop);
        if (stop < keptEnd)
        {
            return Errno.Again;
        }

        Errno removed = Remove(start, start + pages);
        if (removed == Errno.None && keptEnd < old.End.Value)
        {
            removed = Remove(keptEnd, old.End.Value);
        }

        if (removed != Errno.None)
        {
            return removed;
        }

        SplitAt(old.Start.Value);
        SplitAt(keptEnd);

        uint node = _tree.Find(old.Start.Value);
        _tree.Remove(node);
        ulong length = _regions[node].Pages;
        _regions[node].Start = start;
        _regions[node].End = start + length;
        _tree.Insert(node, _memory.NextPriority());
        _lastRegion = 0;
        if (pages > length)
        {
            GrowUp(node, pages - length);
        }

        return new PageNumber(start);
    }

    /// <summary>Makes a region longer, into pages that are free. New pages of private memory are zero, whatever its object once had there.</summary>
    private void GrowUp(uint node, ulong pages)
    {
        ref Region region = ref _regions[node];
        if (!CanExtend(in region, region.OffsetEnd, region.OffsetEnd + pages))
        {
            PushFront(ref region, node);
        }

        MoveEnd(node, region.End + pages);
    }

    private void PushFront(ref Region region, uint node)
    {
        _memory.Objects.Replenish(1);
        VmObject behind = _memory.Objects[region.Object];
        FaultOutcome pushed = TryPushShadow(ref region, node);
        Panic.When(!pushed.IsContinue, "a spare object is not there");
        behind.AfterUnlink();
    }

    /// <summary>A fault below a region that grows down: extends it to the page, if its limit and the gap to its neighbour allow (C-37).</summary>
    private FaultOutcome TryGrowDown(ulong page, out uint node)
    {
        node = _tree.FindFrom(page);
        if (node == 0 || (_regions[node].Flags & RegionFlags.GrowsDown) == 0 || page < UserAddress.Pages.Start.Value)
        {
            _memory.Counters.Refused++;
            return FaultVerdict.NotMapped;
        }

        ref Region region = ref _regions[node];
        ulong added = region.Start - page;
        uint below = _tree.FindBelow(region.Start);
        bool isTooClose = below != 0 && page < _regions[below].End + GuardPages;
        if (region.End - page > GrowthLimit || isTooClose || region.Offset < added)
        {
            _memory.Counters.Refused++;
            return FaultVerdict.NotMapped;
        }

        if (!CanExtend(in region, region.Offset - added, region.Offset))
        {
            FaultOutcome pushed = TryPushShadow(ref region, node);
            if (!pushed.IsContinue)
            {
                return pushed;
            }
        }

        MoveStart(node, page);
        return FaultVerdict.Continue;
    }

    /// <summary>Pages that stay unmapped below a stack.</summary>
    private const ulong GuardPages = 16;
}
