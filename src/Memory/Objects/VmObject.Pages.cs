using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

public sealed partial class VmObject
{
    /// <summary>Puts a frame into a slot that has room. The frame's record names this object from now on.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Insert(ulong offset, FrameNumber frame)
    {
        if (Kind == ObjectKind.Paged && Slots.Get(offset).IsPending)
        {
            _pending--; // whatever the pager brings later, the page is here
        }

        _memory.Frames[frame].Owner = new FrameOwner(Index, offset);
        Slots.SetPage(offset, frame);
        PageCount = unchecked(PageCount + 1); // pages are fewer than 2^52
    }

    /// <summary>Gives a page back. Nothing maps it any more (S-20).</summary>
    [NoAllocation]
    internal void FreePage(ulong offset, FrameNumber frame)
    {
        Slots.Set(offset, PageSlot.Empty);
        FreeFrame(frame);
    }

    /// <summary>Gives a page back whose slot the caller sets anew.</summary>
    [NoAllocation]
    internal void FreeFrame(FrameNumber frame)
    {
        PageCount--;
        Account.Return(1);
        _memory.Frames.Release(frame, FrameUse.Page);
    }

    /// <summary>Whoever holds the object now pays for its pages.</summary>
    [NoAllocation]
    internal void MoveTo(FrameAccount account)
    {
        if (account != Account)
        {
            Account.Return(PageCount);
            account.Transfer(PageCount);
            Account = account;
        }
    }

    /// <summary>Takes a page, or a Fresh mark, from an object behind this one: the owner changes, nothing is copied (M-25).</summary>
    /// <remarks>There is room in this object's slot, and nothing reaches the other's page but through this object.</remarks>
    [NoAllocation]
    internal void TakeFrom(VmObject other, ulong offset, PageSlot slot)
    {
        other.Slots.Set(offset, PageSlot.Empty);
        if (!slot.IsPage)
        {
            Slots.Set(offset, slot);
            return;
        }

        other.PageCount--;
        if (other.Account != Account)
        {
            other.Account.Return(1);
            Account.Transfer(1);
        }

        Insert(offset, slot.Frame);
    }

    /// <summary>Frees what the object has in [from, end), up to a number of pages. Nothing maps any of it.</summary>
    /// <returns>Whether all of it is gone.</returns>
    [NoAllocation]
    internal bool TryFreePages(ulong from, ulong end, ref int budget)
    {
        while (budget > 0)
        {
            if (!Slots.TryTake(from, end, budget, out ulong offset, out PageSlot slot, out int count))
            {
                return true;
            }

            if (slot.IsPage)
            {
                PageCount -= (ulong)count;
                Account.Return((ulong)count);
                _memory.Frames.ReleaseEach(slot.Frame, (ulong)count, FrameUse.Page);
            }

            budget -= count;
            from = offset + (ulong)count;
        }

        return !Slots.TryFindNext(from, end, out _, out _);
    }

    /// <summary>Frees the pages of [from, end) that no region and no shadow can show any more (C-38: the seeds kept them).</summary>
    /// <remarks>What is uncovered here may be uncovered behind this object too, as far down as the chain is this object's alone.</remarks>
    [NoAllocation]
    internal void FreeUncovered(ulong from, ulong end)
    {
        if (Kind != ObjectKind.Anonymous)
        {
            return;
        }

        while (from < end)
        {
            ulong covered = FirstCovered(from, end, out ulong coveredEnd);
            int all = int.MaxValue;
            VmObject at = this;
            while (from < covered)
            {
                _ = at.TryFreePages(from, covered, ref all);
                if (at.Backing is not { Kind: ObjectKind.Anonymous, RegionCount: 0, Holders: 0, ShadowCount: 1 } behind)
                {
                    break;
                }

                at = behind;
            }

            from = coveredEnd;
        }
    }

    /// <summary>Where the first part of [from, end) begins that a region or a shadow can show, and where that part ends; end when there is none.</summary>
    private ulong FirstCovered(ulong from, ulong end, out ulong coveredEnd)
    {
        ulong first = end;
        coveredEnd = end;
        uint region = FirstRegion(from, end);
        if (region != 0)
        {
            first = _memory.Regions[region].Offset;
            coveredEnd = _memory.Regions[region].OffsetEnd;
        }

        for (VmObject? shadow = FirstShadow; shadow is not null && first > from; shadow = shadow.NextShadow)
        {
            if (shadow.WindowStart < first && shadow.WindowEnd > from)
            {
                first = shadow.WindowStart;
                coveredEnd = shadow.WindowEnd;
            }
        }

        first = first > from ? first : from;
        coveredEnd = coveredEnd < end ? coveredEnd : end;
        return first;
    }
}
