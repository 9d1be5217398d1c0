using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>
/// A pager's page: Empty → Pending (<see cref="TryRequest"/>) → Page (<see cref="Supply"/>) or Failed (<see cref="Fail"/>) → Empty.
/// A page: clean → dirty (<see cref="TryMarkDirty"/>; only now may it be mapped writable) → cleaning (<see cref="BeginClean"/>; no
/// mapping is writable) → clean, or dirty again when it was written meanwhile or the write failed (<see cref="EndClean"/>).
/// </remarks>
public sealed partial class VmObject
{
    private ulong _pending;

    /// <summary>Pages written since they were cleaned.</summary>
    public ulong DirtyCount { get; private set; }

    /// <summary>The frame of a page the object has, for whoever reads or writes the cache; none when it has none.</summary>
    [NoAllocation]
    public FrameNumber FindPage(PageNumber page)
    {
        PageSlot slot = Slots.Get(page.Value);
        if (!slot.IsPage)
        {
            return FrameNumber.None;
        }

        _memory.Frames[slot.Frame].Tag |= (ushort)PageTag.Referenced;
        return slot.Frame;
    }

    /// <summary>As <see cref="FindPage"/>; where there is none, asks the pager (or makes a zero page, where there is no pager).</summary>
    public FaultOutcome TryGetPage(PageNumber page, out FrameNumber frame)
    {
        while (true)
        {
            FaultOutcome outcome = TryGetPageOnce(page.Value, out frame);
            if (outcome.Verdict != FaultVerdict.NeedsFrame)
            {
                return outcome;
            }

            if (!_memory.TryReclaim(1))
            {
                return FaultVerdict.OutOfMemory;
            }
        }
    }

    /// <summary>A zeroed page that the pager need not be asked for: a write beyond the end, a hole (C-23: never memory of somebody else).</summary>
    public Result<FrameNumber> TryAddZeroPage(PageNumber page)
    {
        FrameNumber frame = FindPage(page);
        if (!frame.IsNone)
        {
            return frame;
        }

        while ((frame = _memory.TryMakeZero(this, page.Value)).IsNone)
        {
            if (!_memory.TryReclaim(1))
            {
                return Errno.NoMemory;
            }
        }

        _memory.Waiters?.Wake(this, page);
        return frame;
    }

    /// <summary>The pager has a page: the frame, filled in full, is the object's from now on. Where there is one already, the frame is freed (C-20).</summary>
    /// <param name="page">By offset.</param>
    /// <param name="frame">From <see cref="VirtualMemory.TryTakeFrame"/> with this object's account.</param>
    public void Supply(PageNumber page, FrameNumber frame)
    {
        bool isTaken = page.Value < SizeInPages && IsWanted && !Slots.Get(page.Value).IsPage && Slots.TryReserve(page.Value);
        if (isTaken)
        {
            Insert(page.Value, frame);
        }
        else
        {
            _memory.ReturnPage(Account, frame);
            EndRequest(page.Value, PageSlot.Empty);
        }

        _memory.Waiters?.Wake(this, page);
    }

    /// <summary>The pager cannot: the next fault on the page is told why, and the one after asks again.</summary>
    public void Fail(PageNumber page, Errno error)
    {
        Panic.When(error == Errno.None, "a pager failed without an error");
        EndRequest(page.Value, PageSlot.Failed(error));
        _memory.Waiters?.Wake(this, page);
    }

    /// <summary>Whoever waits for a page tries again: it may not see the object any more.</summary>
    public void Wake(PageNumber page) => _memory.Waiters?.Wake(this, page);

    /// <summary>A page the object has is about to be written. The pager may refuse.</summary>
    public Errno TryMarkDirty(PageNumber page)
    {
        FrameNumber frame = FindPage(page);
        Panic.When(frame.IsNone, "a page that is not there is written");
        ref FrameRecord record = ref _memory.Frames[frame];
        if ((record.Tag & (ushort)PageTag.Dirty) != 0)
        {
            return Errno.None;
        }

        Errno refused = Pager?.PrepareWrite(this, page) ?? Errno.None;
        if (refused == Errno.None)
        {
            _memory.Frames[frame].Tag |= (ushort)PageTag.Dirty;
            DirtyCount++;
        }

        return refused;
    }

    /// <summary>The first page at or above another; false when there is none.</summary>
    public bool TryFindPage(PageNumber from, out PageNumber page)
    {
        bool isFound;
        ulong at = from.Value;
        PageSlot slot;
        do
        {
            isFound = Slots.TryFindNext(at, ulong.MaxValue, out ulong offset, out slot);
            page = new PageNumber(offset);
            at = offset + 1;
        }
        while (isFound && !slot.IsPage);

        return isFound;
    }

    /// <summary>The first dirty page at or above another; false when there is none.</summary>
    public bool TryFindDirty(PageNumber from, out PageNumber page)
    {
        ulong at = from.Value;
        ulong end = IsCutting ? SizeInPages : ulong.MaxValue;
        while (DirtyCount != 0 && Slots.TryFindNext(at, end, out ulong offset, out PageSlot slot))
        {
            if (slot.IsPage && (_memory.Frames[slot.Frame].Tag & (ushort)PageTag.Dirty) != 0)
            {
                page = new PageNumber(offset);
                return true;
            }

            at = offset + 1;
        }

        page = default;
        return false;
    }

    /// <summary>A dirty page is about to be written back: from now on a program's write faults, and makes it dirty again.</summary>
    /// <returns>Its frame, pinned until <see cref="EndClean"/>; none when the page is not dirty or is being cleaned already.</returns>
    public FrameNumber BeginClean(PageNumber page)
    {
        FrameNumber frame = FindPage(page);
        if (frame.IsNone || (_memory.Frames[frame].Tag & (ushort)(PageTag.Dirty | PageTag.Cleaning)) != (ushort)PageTag.Dirty)
        {
            return FrameNumber.None;
        }

        WriteProtectEverywhere(page.Value);
        ref FrameRecord record = ref _memory.Frames[frame];
        record.Tag = (ushort)((record.Tag & ~(ushort)PageTag.Dirty) | (ushort)PageTag.Cleaning);
        DirtyCount--;
        _memory.Frames.Pin(frame);
        return frame;
    }

    /// <summary>The write-back ended. When it failed the page is dirty as before (C-26).</summary>
    public void EndClean(PageNumber page, FrameNumber frame, Errno result)
    {
        ref FrameRecord record = ref _memory.Frames[frame];
        if (record.Use == FrameUse.Page)
        {
            record.Tag &= unchecked((ushort)~(ushort)PageTag.Cleaning); // 16 bits of flags
            if (result != Errno.None && (record.Tag & (ushort)PageTag.Dirty) == 0)
            {
                record.Tag |= (ushort)PageTag.Dirty;
                DirtyCount++;
            }
        }

        _memory.Frames.Unpin(frame);
        _memory.Waiters?.Wake(this, page);
    }

    /// <summary>Asks the pager for one page; finds it at once when the pager had it ready.</summary>
    internal FaultOutcome TryRequest(ulong offset, out FrameNumber frame)
    {
        frame = FrameNumber.None;
        if (!Slots.TryReserve(offset))
        {
            return FaultVerdict.NeedsFrame;
        }

        Slots.Set(offset, PageSlot.Pending);
        _pending++;
        _memory.Counters.PagerRequests++;
        Errno refused = Pager!.Request(this, PageRange.Of(new PageNumber(offset), 1));
        PageSlot slot = Slots.Get(offset);
        if (slot.IsPage)
        {
            frame = slot.Frame;
            return FaultVerdict.Continue;
        }

        if (refused != Errno.None)
        {
            EndRequest(offset, PageSlot.Empty);
            return FaultOutcome.Fails(refused);
        }

        if (slot.IsFailed)
        {
            Slots.Set(offset, PageSlot.Empty);
            return FaultOutcome.Fails(slot.Error);
        }

        return FaultOutcome.Waits(this, offset);
    }

    /// <summary>A request is over: what its slot says now, if it still waits. The last one may have kept the object from its end.</summary>
    private void EndRequest(ulong offset, PageSlot now)
    {
        if (Slots.Get(offset).IsPending)
        {
            _pending--;
            Slots.Set(offset, IsWanted ? now : PageSlot.Empty);
            if (!IsReferenced)
            {
                AfterUnlink();
            }
        }
    }

    /// <summary>A program's word about the pages of [offset, end): asks for them ahead, or lets them go first.</summary>
    /// <param name="offset">How far it got when the budget is used up; the end otherwise.</param>
    /// <param name="end">Where to stop.</param>
    /// <param name="advice">WillNeed or Cold.</param>
    /// <param name="budget">How many pages to look at.</param>
    internal void Advise(ref ulong offset, ulong end, Advice advice, ref int budget)
    {
        const int RequestCost = 32; // pages looked at, for what one request takes
        ulong at = offset;
        offset = end;
        end = end < SizeInPages ? end : SizeInPages;
        for (; at < end; at++)
        {
            if (budget <= 0)
            {
                offset = at;
                return;
            }

            budget--;
            if (advice == Advice.Cold)
            {
                if (!Slots.TryFindNext(at, end, out at, out PageSlot slot))
                {
                    return;
                }

                if (slot.IsPage)
                {
                    _memory.Frames[slot.Frame].Tag &= unchecked((ushort)~(ushort)PageTag.Referenced); // 16 bits of flags
                }
            }
            else if (Slots.Get(at).IsEmpty)
            {
                budget -= RequestCost;
                if (TryRequest(at, out _).Verdict is not (FaultVerdict.Continue or FaultVerdict.NeedsIo))
                {
                    return; // the failure shows when the page is touched
                }
            }
        }
    }

    private FaultOutcome TryGetPageOnce(ulong offset, out FrameNumber frame)
    {
        _ = Find(offset, out Finding finding, out frame);
        switch (finding)
        {
            case Finding.Page:
                _memory.Frames[frame].Tag |= (ushort)PageTag.Referenced;
                return FaultVerdict.Continue;
            case Finding.Pending:
                return FaultOutcome.Waits(this, offset);
            case Finding.Failed:
                Errno error = Slots.Get(offset).Error;
                Slots.Set(offset, PageSlot.Empty);
                return FaultOutcome.Fails(error);
            case Finding.BeyondEnd:
                return FaultVerdict.BeyondEnd;
            case Finding.Absent when Pager is not null:
                return TryRequest(offset, out frame);
            default:
                frame = _memory.TryMakeZero(this, offset);
                return frame.IsNone ? FaultVerdict.NeedsFrame : FaultVerdict.Continue;
        }
    }
}
