using System.Runtime.CompilerServices;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FaultOutcome Fault(VirtualAddress address, Access needed)
    {
        FaultOutcome outcome = TryFault(address, needed);
        return outcome.Verdict < FaultVerdict.NeedsFrame ? outcome : TryHarder(address, needed, outcome);
    }

    /// <summary>One try, which allocates nothing managed.</summary>
    [NoAllocation]
    public FaultOutcome TryFault(VirtualAddress address, Access needed)
    {
        ulong page = address.Value >> PageNumber.Shift;
        uint node = _lastRegion;
        ref Region region = ref _regions[node];
        if (node == 0 || page < region.Start || page >= region.End)
        {
            FaultOutcome found = TryFindRegion(page);
            if (!found.IsContinue)
            {
                return found;
            }

            node = _lastRegion;
            region = ref _regions[node];
        }

        // On x86 whatever may be accessed at all may be read.
        if (region.Access == Access.None || (needed & ~Access.Read & ~region.Access) != 0)
        {
            _memory.Counters.Refused++;
            return FaultVerdict.AccessDenied;
        }

        _memory.Counters.Faults++;
        if ((needed & Access.Write) == 0)
        {
            return TryRead(in region, page, needed);
        }

        FrameNumber leaf = _tables.FindOwned(page);
        if (leaf.IsNone)
        {
            FaultOutcome outcome = TryWriteUnowned(ref region, node, page);
            leaf = _tables.FindOwned(page);
            if (leaf.IsNone)
            {
                return outcome;
            }
        }

        return TryWrite(ref region, node, leaf, page);
    }

    /// <summary>Serves a fault that lacked a frame or an object, which this gets by means that a fault must not.</summary>
    private FaultOutcome TryHarder(VirtualAddress address, Access needed, FaultOutcome outcome)
    {
        while (outcome.Verdict >= FaultVerdict.NeedsFrame)
        {
            if (outcome.Verdict == FaultVerdict.NeedsObject)
            {
                _memory.Objects.Replenish(1);
            }
            else if (outcome.Verdict == FaultVerdict.NeedsRegion)
            {
                if (!TryMapFallback(address.Page))
                {
                    outcome = FaultVerdict.NotMapped;
                    break;
                }
            }
            else if (!_memory.TryReclaim(1))
            {
                _memory.Counters.Refused++;
                outcome = FaultVerdict.OutOfMemory;
                break;
            }

            outcome = TryFault(address, needed);
        }

        _memory.Kept = FrameNumber.None;
        return outcome;
    }

    /// <summary>Makes the region of a page the last one used.</summary>
    private FaultOutcome TryFindRegion(ulong page)
    {
        uint node = _tree.Find(page);
        FaultOutcome outcome = node != 0 ? FaultVerdict.Continue : TryGrowDown(page, out node);
        if (outcome.IsContinue)
        {
            _lastRegion = node;
        }

        return outcome.Verdict == FaultVerdict.NotMapped && _fallback is not null ? FaultVerdict.NeedsRegion : outcome;
    }

    private FaultOutcome TryRead(in Region region, ulong page, Access needed)
    {
        FrameNumber leaf = _tables.FindOwned(page);
        if (leaf.IsNone)
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
        VmObject holder = top.Find(offset, out Finding finding, out FrameNumber frame);
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
        if (holder == top && holder.Kind is (ObjectKind.Paged or ObjectKind.Shared))
        {
            MapCachedAround(in region, top, leaf, page);
        }

        return FaultVerdict.Continue;
    }

    /// <summary>A write where there is no leaf table yet, or one that must not be written: gets one, where that is not the end of it.</summary>
    private FaultOutcome TryWriteUnowned(ref Region region, uint node, ulong page)
    {
        if (IsAllowed(_tables.Translate(page), Access.Write))
        {
            return Spurious(page);
        }

        if (TryMapLarge(ref region, node, page, out FaultOutcome large))
        {
            return large;
        }

        return TryOwnLeaf(page).IsNone ? FaultVerdict.NeedsFrame : FaultVerdict.Continue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FaultOutcome TryWrite(ref Region region, uint node, FrameNumber leaf, ulong page)
    {
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
        else if (top.Behind(offset, slot) is not { } behind)
        {
            frame = _memory.TryMakeZero(top, offset);
            if (frame.IsNone)
            {
                return FaultVerdict.NeedsFrame;
            }
        }
        else
        {
            FaultOutcome outcome = TryCopyUp(top, behind, offset, out frame);
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
        _ = top.Find(offset, out Finding finding, out FrameNumber frame);
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FaultOutcome TryCopyUp(VmObject top, VmObject behind, ulong offset, out FrameNumber frame)
    {
        VmObject holder = behind.Find(offset, out Finding finding, out FrameNumber source);
        if (finding == Finding.Zero || (finding == Finding.Absent && holder.Kind == ObjectKind.Shared))
        {
            frame = _memory.TryMakeZero(top, offset);
            return frame.IsNone ? FaultVerdict.NeedsFrame : FaultVerdict.Continue;
        }

        if (finding != Finding.Page)
        {
            FaultOutcome outcome = TryObtain(holder, finding, offset, out FrameNumber obtained);
            if (!outcome.IsContinue)
            {
                frame = default;
                return outcome;
            }

            source = obtained;
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
        if (top.MayHideBacking)
        {
            top.TryBypass();
        }

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
