using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>
/// Transparent 2 MiB pages: the first write to an aligned 2 MiB of private memory that has nothing yet takes 512 frames in one run.
/// The object owns 512 pages like any others; only the table knows that they lie side by side, and splits when it must.
/// </remarks>
public sealed partial class AddressSpace
{
    /// <summary>Resolves a write by a 2 MiB entry, where one is possible. False: go on with 4 KiB.</summary>
    private bool TryMapLarge(ref Region region, uint node, ulong page, out FaultOutcome outcome)
    {
        const ulong Pages = PageTables.LeafPages;
        outcome = FaultVerdict.Continue;
        ulong start = page & ~(Pages - 1);
        if (region.Start > start || region.End < start + Pages || !_memory.UsesLargePages
            || (region.Flags & (RegionFlags.NoLargePages | RegionFlags.Shared | RegionFlags.GrowsDown)) != 0)
        {
            return false;
        }

        LeafState state = _tables.StateOf(page);
        if (state == LeafState.Large && TryKeepRights(page))
        {
            _tables.DirectoryEntry(_tables.FindDirectory(page, out _), page) |= PageTableEntry.Writable;
            _memory.Counters.PagesReused++;
            return true;
        }

        if (state != LeafState.Missing)
        {
            return false;
        }

        if (region.Object == 0 || region.NeedsCopy)
        {
            outcome = TryMakePrivate(ref region, node);
            if (!outcome.IsContinue)
            {
                return true;
            }
        }

        VmObject top = _memory.Objects[region.Object];
        ulong offset = region.OffsetOf(start);
        if (top.Backing is not null || top.Origin is not null || top.Slots.TryFindNext(offset, offset + Pages, out _, out _) || !top.Account.TryCharge(Pages))
        {
            return false;
        }

        FrameNumber first = _memory.Frames.AllocateRun(Pages, Pages, FrameNumber.None, FrameUse.Page, FrameOwner.None);
        ulong word = PageTableEntry.Of(first, RightsOf(in region) | PageTableEntry.Writable | PageTableEntry.Dirty).Word;
        if (first.IsNone || !TryReserveSlots(top, offset, Pages) || !_tables.TryAddLarge(page, word))
        {
            if (!first.IsNone)
            {
                _memory.Frames.ReleaseRun(first, Pages, FrameUse.Page);
            }

            for (ulong i = 0; i < Pages; i += RadixNode.Fanout)
            {
                top.Slots.CancelReserve(offset + i);
            }

            top.Slots.CancelReserve(offset + Pages - 1);
            top.Account.Return(Pages);
            return false;
        }

        for (ulong i = 0; i < Pages; i++)
        {
            _memory.Frames.Memory.ZeroPage(first + i);
            top.Insert(offset + i, first + i);
        }

        _memory.Counters.LargePagesMapped++;
        return true;
    }

    private static bool TryReserveSlots(VmObject top, ulong offset, ulong pages)
    {
        for (ulong i = 0; i < pages; i += RadixNode.Fanout)
        {
            if (!top.Slots.TryReserve(offset + i))
            {
                return false;
            }
        }

        return top.Slots.TryReserve(offset + pages - 1);
    }
}
