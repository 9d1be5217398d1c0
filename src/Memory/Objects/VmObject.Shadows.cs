using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Memory;

public sealed partial class VmObject
{
    private ulong _bypassAt;

    /// <summary>Whether it has pages enough for <see cref="TryBypass"/> to be worth a look.</summary>
    internal bool MayHideBacking
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Backing is { Kind: ObjectKind.Anonymous } behind && Slots.Count >= behind.Slots.Count && Slots.Count >= _bypassAt;
    }

    internal VmObject? FirstShadow { get; private set; }

    internal VmObject? NextShadow { get; private set; }

    private VmObject? PreviousShadow { get; set; }

    /// <summary>Stands in front of another object, within a window of offsets (C-07).</summary>
    [NoAllocation]
    internal void StandOn(VmObject behind, ulong windowStart, ulong windowEnd)
    {
        WindowStart = windowStart;
        WindowEnd = windowEnd;
        LinkTo(behind);
    }

    /// <summary>
    /// A region, shadow or holder of this object went. Frees the object when it was the last; else, when one shadow is all that is
    /// left, makes the two one (C-13, C-14: the same routine after a write, an unmapping and an exit).
    /// </summary>
    [NoAllocation]
    internal void AfterUnlink()
    {
        if (!IsReferenced)
        {
            _memory.Queue(this);
            return;
        }

        if (RegionCount == 0 && Holders == 0 && ShadowCount == 1 && Kind == ObjectKind.Anonymous)
        {
            FirstShadow!.TryShorten();
        }
    }

    /// <summary>Drops objects behind this one that only it can reach, or that it hides completely.</summary>
    [NoAllocation]
    internal void TryShorten()
    {
        int budget = _memory.StepPages;
        if (!TryCollapse(ref budget))
        {
            _memory.Queue(this);
        }
    }

    /// <summary>Merges with what stands behind as long as nothing else reaches that (C-13). False: not finished within the budget.</summary>
    [NoAllocation]
    internal bool TryCollapse(ref int budget)
    {
        while (Backing is { Kind: ObjectKind.Anonymous, RegionCount: 0, Holders: 0, ShadowCount: 1 } behind)
        {
            if (RegionCount == 1 && ShadowCount == 0 && Holders == 0 && Slots.Count < behind.Slots.Count)
            {
                return TryYieldTo(behind, ref budget);
            }

            if (!TryAbsorb(behind, ref budget))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Looks past an object behind this one of which nothing shows through (C-12). Compares offsets, never counts alone.</summary>
    [NoAllocation]
    internal void TryBypass()
    {
        while (MayHideBacking)
        {
            VmObject behind = Backing!;
            if (!Slots.HasAllOf(ref behind.Slots, WindowStart, WindowEnd))
            {
                _bypassAt = Slots.Count + (Slots.Count >> 1) + 1; // so that all attempts together cost about one look at each page
                return;
            }

            VmObject? next = behind.Backing;
            (ulong start, ulong end) = (behind.WindowStart, behind.WindowEnd);
            UnlinkFromBacking();
            if (next is not null)
            {
                NarrowWindow(start, end);
                LinkTo(next);
            }

            _memory.Counters.Bypasses++;
            behind.AfterUnlink();
        }
    }

    /// <summary>Marks as Fresh what shows through from anonymous objects behind, in [from, end); counts the marks down from the budget. False: no memory; a part is done.</summary>
    [NoAllocation]
    internal bool TryHideBehind(ulong from, ulong end, ref int budget)
    {
        from = from > WindowStart ? from : WindowStart;
        end = end < WindowEnd ? end : WindowEnd;
        for (VmObject? behind = Backing; behind is { Kind: ObjectKind.Anonymous }; behind = behind.Backing)
        {
            ulong at = from;
            while (behind.Slots.TryFindNext(at, end, out ulong offset, out _))
            {
                if (!Slots.TryReserve(offset))
                {
                    return false;
                }

                Slots.Set(offset, PageSlot.Fresh);
                budget--;
                at = offset + 1;
            }
        }

        return true;
    }

    /// <summary>Lets go of what stands behind, when this object dies.</summary>
    [NoAllocation]
    internal void DropBacking()
    {
        VmObject? behind = Backing;
        if (behind is not null)
        {
            UnlinkFromBacking();
            behind.AfterUnlink();
        }
    }

    /// <summary>Takes every page of the object behind that still shows; frees the others.</summary>
    private bool TryAbsorb(VmObject behind, ref int budget)
    {
        while (behind.Slots.TryFindNext(0, ulong.MaxValue, out ulong offset, out PageSlot slot))
        {
            if (budget-- <= 0)
            {
                return false;
            }

            bool isHidden = offset < WindowStart || offset >= WindowEnd || !Slots.Get(offset).IsEmpty;
            if (!isHidden && !Slots.TryReserve(offset))
            {
                return true; // no memory for a node: the chain stays as it is, and is right as it is
            }

            if (!isHidden)
            {
                TakeFrom(behind, offset, slot);
            }
            else if (slot.IsPage)
            {
                behind.FreePage(offset, slot.Frame);
            }
            else
            {
                behind.Slots.Set(offset, PageSlot.Empty);
            }
        }

        VmObject? next = behind.Backing;
        NarrowWindow(behind.WindowStart, behind.WindowEnd);
        UnlinkFromBacking();
        if (next is not null)
        {
            behind.UnlinkFromBacking();
            LinkTo(next);
        }

        _memory.Counters.Collapses++;
        _memory.Queue(behind);
        return true;
    }

    /// <summary>As <see cref="TryAbsorb"/>, the other way round: when the object behind is the larger, it takes this one's pages and its region.</summary>
    private bool TryYieldTo(VmObject behind, ref int budget)
    {
        behind.MoveTo(Account);
        if (!behind.TryFreePages(0, WindowStart, ref budget) || !behind.TryFreePages(WindowEnd, ulong.MaxValue, ref budget))
        {
            return false;
        }

        while (Slots.TryFindNext(0, ulong.MaxValue, out ulong offset, out PageSlot slot))
        {
            if (budget-- <= 0)
            {
                return false;
            }

            if (!behind.Slots.TryReserve(offset))
            {
                return true; // as in TryAbsorb
            }

            // Whatever is behind this slot is hidden, and so is mapped nowhere.
            PageSlot hidden = behind.Slots.Get(offset);
            if (hidden.IsPage)
            {
                behind.FreeFrame(hidden.Frame);
            }

            behind.TakeFrom(this, offset, slot);
        }

        uint region = _regionRoot;
        UnlinkFromBacking();
        Detach(region);
        behind.Attach(region);
        behind.NarrowWindow(WindowStart, WindowEnd);
        _memory.Counters.Collapses++;
        _memory.Queue(this);
        return true;
    }

    private void NarrowWindow(ulong start, ulong end)
    {
        WindowStart = WindowStart > start ? WindowStart : start;
        WindowEnd = WindowEnd < end ? WindowEnd : end;
        if (WindowStart > WindowEnd)
        {
            WindowStart = WindowEnd;
        }
    }

    private void LinkTo(VmObject behind)
    {
        Backing = behind;
        Origin = behind.Origin;
        PreviousShadow = null;
        NextShadow = behind.FirstShadow;
        if (NextShadow is not null)
        {
            NextShadow.PreviousShadow = this;
        }

        behind.FirstShadow = this;
        behind.ShadowCount++;
    }

    private void UnlinkFromBacking()
    {
        VmObject behind = Backing!;
        if (PreviousShadow is null)
        {
            behind.FirstShadow = NextShadow;
        }
        else
        {
            PreviousShadow.NextShadow = NextShadow;
        }

        if (NextShadow is not null)
        {
            NextShadow.PreviousShadow = PreviousShadow;
        }

        NextShadow = null;
        PreviousShadow = null;
        behind.ShadowCount--;
        Backing = null;
    }
}
