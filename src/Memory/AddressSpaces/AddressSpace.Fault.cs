using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>
/// Faults: docs/faults.md is the table of cases, FaultTableTests runs each of its rows, and the methods here have its order:
/// legality, tables, what shows, who else can reach it, one entry written.
/// </remarks>
public sealed partial class AddressSpace
{
    private const int AroundPages = 16;

    /// <summary>Makes an access possible, or says why not. Waits for nothing; started again after <see cref="FaultVerdict.NeedsIo"/>.</summary>
    /// <param name="address">Any address, also one that is no user address.</param>
    /// <param name="needed">Read, Write or Execute.</param>
    public FaultOutcome Fault(VirtualAddress address, Access needed)
    {
        while (true)
        {
            FaultOutcome outcome = TryFault(address, needed);
            if (outcome.Verdict < FaultVerdict.NeedsFrame)
            {
                _memory.Kept = FrameNumber.None;
                return outcome;
            }

            if (outcome.Verdict == FaultVerdict.NeedsObject)
            {
                _memory.Objects.Replenish(1);
            }
            else if (!_memory.TryReclaim(1))
            {
                _memory.Kept = FrameNumber.None;
                _memory.Counters.Refused++;
                return FaultVerdict.OutOfMemory;
            }
        }
    }

    /// <summary>One try, which allocates nothing managed.</summary>
    [NoAllocation]
    public FaultOutcome TryFault(VirtualAddress address, Access needed)
    {
        ulong page = address.Value >> PageNumber.Shift;
        uint node = _lastRegion;
        if (node == 0 || page < _regions[node].Start || page >= _regions[node].End)
        {
            node = _tree.Find(page);
            if (node == 0)
            {
                FaultOutcome grown = TryGrowDown(page, out node);
                if (!grown.IsContinue)
                {
                    return grown;
                }
            }

            _lastRegion = node;
        }

        // On x86 whatever may be accessed at all may be read.
        ref Region region = ref _regions[node];
        if (region.Access == Access.None || (needed & ~Access.Read & ~region.Access) != 0)
        {
            _memory.Counters.Refused++;
            return FaultVerdict.AccessDenied;
        }

        _memory.Counters.Faults++;
        return (needed & Access.Write) != 0 ? TryWrite(ref region, node, page) : TryRead(ref region, node, page, needed);
    }

    private FaultOutcome TryRead(ref Region region, uint node, ulong page, Access needed)
    {
        if (!_tables.TryGetOwned(page, out FrameNumber leaf))
        {
            if (IsAllowed(_tables.Translate(page), needed))
            {
                return Spurious(page);
            }

            leaf = TryOwnLeaf(page);
            if (leaf.IsNone)
            {
                return FaultVerdict.NeedsFrame;
            }
        }
        else if (IsAllowed(_tables.Entry(leaf, page), needed))
        {
            return Spurious(page);
        }

        if (region.Object == 0)
        {
            MapZeroAround(in region, leaf, page);
            return FaultVerdict.Continue;
        }

        VmObject top = _memory.Objects[region.Object];
        ulong offset = region.OffsetOf(page);
        Finding finding = top.Find(offset, out VmObject holder, out FrameNumber frame);
        if (finding == Finding.Zero)
        {
            if (top.PageCount == 0 && top.Backing is null)
            {
                MapZeroAround(in region, leaf, page);
            }
            else
            {
                _memory.Counters.ZeroPagesMapped++;
                Install(leaf, page, _memory.ZeroFrame, RightsOf(in region));
            }

            return FaultVerdict.Continue;
        }

        if (finding != Finding.Page)
        {
            FaultOutcome outcome = TryObtain(holder, finding, offset, out frame);
            if (!outcome.IsContinue)
            {
                return outcome;
            }
        }

        Install(leaf, page, frame, RightsOf(in region, holder, frame));
        if (holder.Kind == ObjectKind.Paged && holder == top)
        {
            MapCachedAround(in region, top, leaf, page);
        }

        return FaultVerdict.Continue;
    }

    private FaultOutcome TryWrite(ref Region region, uint node, ulong page)
    {
        if (!_tables.TryGetOwned(page, out FrameNumber leaf))
        {
            if (IsAllowed(_tables.Translate(page), Access.Write))
            {
                return Spurious(page);
            }

            if (TryMapLarge(ref region, node, page, out FaultOutcome large))
            {
                return large;
            }

            leaf = TryOwnLeaf(page);
            if (leaf.IsNone)
            {
                return FaultVerdict.NeedsFrame;
            }
        }

        if (IsAllowed(_tables.Entry(leaf, page), Access.Write))
        {
            return Spurious(page);
        }

        if (region.IsShared)
        {
            return TryWriteShared(in region, leaf, page);
        }

        if (region.Object == 0 || region.NeedsCopy)
        {
            FaultOutcome ready = TryMakePrivate(ref region, node);
            if (!ready.IsContinue)
            {
                return ready;
            }
        }

        VmObject top = _memory.Objects[region.Object];
        ulong offset = region.OffsetOf(page);
        PageSlot slot = top.Slots.Get(offset);
        FrameNumber frame = slot.Frame;
        if (slot.IsPage)
        {
            _memory.Counters.PagesReused++;
        }
        else if (top.Backing is null && top.Origin is null)
        {
            frame = _memory.TryMakeZero(top, offset);
            if (frame.IsNone)
            {
                return FaultVerdict.NeedsFrame;
            }
        }
        else
        {
            FaultOutcome outcome = TryCopyUp(top, offset, out frame);
            if (!outcome.IsContinue)
            {
                return outcome;
            }
        }

        Install(leaf, page, frame, RightsOf(in region) | PageTableEntry.Writable | PageTableEntry.Dirty);
        return FaultVerdict.Continue;
    }

    private FaultOutcome TryWriteShared(in Region region, FrameNumber leaf, ulong page)
    {
        VmObject top = _memory.Objects[region.Object];
        ulong offset = region.OffsetOf(page);
        Finding finding = top.Find(offset, out _, out FrameNumber frame);
        if (finding != Finding.Page)
        {
            FaultOutcome outcome = TryObtain(top, finding, offset, out frame);
            if (!outcome.IsContinue)
            {
                return outcome;
            }
        }

        if (top.Kind == ObjectKind.Paged)
        {
            Errno refused = top.TryMarkDirty(new PageNumber(offset));
            if (refused != Errno.None)
            {
                return FaultOutcome.Fails(refused);
            }
        }

        Install(leaf, page, frame, RightsOf(in region) | PageTableEntry.Writable | PageTableEntry.Dirty);
        return FaultVerdict.Continue;
    }

    /// <summary>Gives a private region an object that only it can reach (C-07): its first, the one it has when the others are gone, or a shadow.</summary>
    private FaultOutcome TryMakePrivate(ref Region region, uint node)
    {
        if (region.Object != 0 && _memory.Objects[region.Object].IsReachedOnlyBy(node, region.Offset, region.OffsetEnd))
        {
            region.Flags &= ~RegionFlags.NeedsCopy;
            return FaultVerdict.Continue;
        }

        return TryPushShadow(ref region, node);
    }

    private FaultOutcome TryPushShadow(ref Region region, uint node)
    {
        VmObject? front = _memory.Objects.TryTake(Account);
        if (front is null)
        {
            return FaultVerdict.NeedsObject;
        }

        if (region.Object != 0)
        {
            VmObject behind = _memory.Objects[region.Object];
            behind.Detach(node);
            front.StandOn(behind, region.Offset, region.OffsetEnd);
            region.Flags |= RegionFlags.StaleRights;
            _memory.Counters.ShadowsMade++;
        }

        front.Attach(node);
        region.Flags &= ~RegionFlags.NeedsCopy;
        return FaultVerdict.Continue;
    }

    /// <summary>A write to what is behind the top object: moved up when nothing else can reach it, else copied (C-10, M-25).</summary>
    private FaultOutcome TryCopyUp(VmObject top, ulong offset, out FrameNumber frame)
    {
        Finding finding = top.Find(offset, out VmObject holder, out FrameNumber source);
        if (finding == Finding.Zero || (finding == Finding.Absent && holder.Kind == ObjectKind.Shared))
        {
            frame = _memory.TryMakeZero(top, offset);
            return frame.IsNone ? FaultVerdict.NeedsFrame : FaultVerdict.Continue;
        }

        if (finding != Finding.Page)
        {
            FaultOutcome outcome = TryObtain(holder, finding, offset, out source);
            if (!outcome.IsContinue)
            {
                frame = default;
                return outcome;
            }
        }

        if (!top.Slots.TryReserve(offset))
        {
            frame = default;
            return FaultVerdict.NeedsFrame;
        }

        if (top.IsAloneBefore(holder, offset))
        {
            frame = source;
            top.TakeFrom(holder, offset, PageSlot.Page(source));
            _memory.Counters.PagesMovedUp++;
            return FaultVerdict.Continue;
        }

        frame = _memory.TryAllocatePage(top.Account);
        if (frame.IsNone)
        {
            top.Slots.CancelReserve(offset);
            _memory.Kept = source; // or the reclaimer would take just this page, and the fault would wait for it for ever
            return FaultVerdict.NeedsFrame;
        }

        _memory.Frames.Memory.CopyPage(frame, source);
        top.Insert(offset, frame);
        _memory.Counters.PagesCopied++;
        top.TryBypass();
        return FaultVerdict.Continue;
    }

    /// <summary>What the bottom of a chain does not have yet: a shared object makes a zero page, a pager is asked once (C-20, S-14).</summary>
    private FaultOutcome TryObtain(VmObject origin, Finding finding, ulong offset, out FrameNumber frame)
    {
        frame = FrameNumber.None;
        switch (finding)
        {
            case Finding.Pending:
                return FaultOutcome.Waits(origin, offset);
            case Finding.Failed:
                Errno error = origin.Slots.Get(offset).Error;
                origin.Slots.Set(offset, PageSlot.Empty);
                return FaultOutcome.Fails(error);
            case Finding.Absent when origin.Kind == ObjectKind.Shared:
                frame = _memory.TryMakeZero(origin, offset);
                return frame.IsNone ? FaultVerdict.NeedsFrame : FaultVerdict.Continue;
            case Finding.Absent:
                return origin.TryRequest(offset, out frame);
            default:
                _memory.Counters.Refused++;
                return FaultVerdict.BeyondEnd;
        }
    }

    private FaultOutcome Spurious(ulong page)
    {
        _memory.Counters.SpuriousFaults++;
        _memory.Translations.Forget(_tables, page);
        return FaultVerdict.Continue;
    }
}
