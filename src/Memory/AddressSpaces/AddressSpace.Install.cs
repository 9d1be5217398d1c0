using System;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>The one place that writes leaf entries (C-18), and what they may say.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Whether an entry lets an access through, as the hardware would see it.</summary>
    private static bool IsAllowed(ulong entry, Access needed) =>
        (entry & PageTableEntry.Present) != 0
        && ((needed & Access.Write) == 0 || (entry & PageTableEntry.Writable) != 0)
        && ((needed & Access.Execute) == 0 || (entry & PageTableEntry.NoExecute) == 0);

    /// <summary>The rights of an entry that does not let writes through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RightsOf(in Region region)
    {
        ulong rights = PageTableEntry.Present | PageTableEntry.User | PageTableEntry.Accessed;
        if ((region.Access & Access.Execute) == 0)
        {
            rights |= PageTableEntry.NoExecute;
        }

        return (region.Flags & RegionFlags.Physical) == 0 ? rights : rights | PageTableEntry.Uncached;
    }

    /// <summary>The rights of an entry for a page that some object holds: writable if a write would find nothing to do.</summary>
    private ulong RightsOf(in Region region, VmObject holder, FrameNumber frame)
    {
        ulong rights = RightsOf(in region);
        if ((region.Access & Access.Write) == 0)
        {
            return rights;
        }

        bool isWritable = region.IsShared
            ? holder.Kind != ObjectKind.Paged || (_memory.Frames[frame].Tag & (ushort)PageTag.Dirty) != 0
            : !region.NeedsCopy && holder.Index == region.Object && holder.Kind == ObjectKind.Anonymous;
        return isWritable ? rights | PageTableEntry.Writable : rights;
    }

    /// <summary>Writes one entry of a leaf table of this space's own; forgets the translation it replaces.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Install(FrameNumber leaf, ulong page, FrameNumber frame, ulong rights)
    {
        ref ulong entry = ref _tables.Entry(leaf, page);
        ulong old = entry;
        if (old == 0)
        {
            _tables.Add(leaf, page, PageTableEntry.Of(frame, rights).Word);
            return;
        }

        entry = PageTableEntry.Of(frame, rights).Word;
        _memory.Translations.Forget(_tables, page);
    }

    /// <summary>Maps the zero page here and at neighbours that are as empty: nothing was ever written around here.</summary>
    private void MapZeroAround(in Region region, FrameNumber leaf, ulong page)
    {
        ulong word = PageTableEntry.Of(_memory.ZeroFrame, RightsOf(in region)).Word;
        Around(in region, page, out ulong at, out ulong end);
        ulong mapped = 0;
        for (; at < end; at++)
        {
            if (_tables.Entry(leaf, at) == 0)
            {
                _tables.Add(leaf, at, word);
                mapped++;
            }
            else if (at == page)
            {
                Install(leaf, page, _memory.ZeroFrame, RightsOf(in region)); // it was there, without the right that is needed
            }
        }

        _memory.Counters.ZeroPagesMapped += mapped;
    }

    /// <summary>Maps neighbours that a file, or shared memory, has already, so that they do not fault one by one.</summary>
    private void MapCachedAround(in Region region, VmObject cache, FrameNumber leaf, ulong page)
    {
        Around(in region, page, out ulong at, out ulong end);
        ulong offset = region.OffsetOf(at);
        ulong size = cache.SizeInPages;
        end = size > offset ? Math.Min(end, at + (size - offset)) : at;
        ulong mapped = 0;
        bool isEach = cache.Kind == ObjectKind.Paged && region.IsShared && (region.Access & Access.Write) != 0; // clean ones are not writable
        ulong rights = isEach ? 0 : RightsOf(in region, cache, FrameNumber.None);
        for (; at < end; at = unchecked(at + 1), offset = unchecked(offset + 1)) // below the end
        {
            ref ulong entry = ref _tables.Entry(leaf, at);
            PageSlot slot = entry == 0 ? cache.Slots.Get(offset) : default;
            if (slot.IsPage)
            {
                entry = PageTableEntry.Of(slot.Frame, isEach ? RightsOf(in region, cache, slot.Frame) : rights).Word;
                mapped = unchecked(mapped + 1); // one of AroundPages
            }
        }

        _tables.CountEntries(leaf, mapped);
        _memory.Counters.PagesMappedAround += mapped;
    }

    /// <summary>The aligned run of pages around one, within its region.</summary>
    private static void Around(in Region region, ulong page, out ulong start, out ulong end)
    {
        start = page & ~(ulong)(AroundPages - 1);
        end = start + AroundPages;
        start = start > region.Start ? start : region.Start;
        end = end < region.End ? end : region.End;
    }

    /// <summary>A leaf table for a page that this space alone uses; none when there is no memory.</summary>
    [NoAllocation]
    private FrameNumber TryOwnLeaf(ulong page)
    {
        switch (_tables.StateOf(page))
        {
            case LeafState.Missing:
                return _tables.TryAddLeaf(page);
            case LeafState.Large:
                FrameNumber split = _tables.TrySplitLarge(page);
                if (!split.IsNone)
                {
                    _memory.Counters.LargePagesSplit++;
                    _memory.Translations.Forget(_tables, page);
                }

                return split;
            case LeafState.Shared:
                FrameNumber copy = _tables.TryCopyLeaf(page);
                if (!copy.IsNone)
                {
                    // The processor may hold the old table's address (SDM vol. 3A §4.10.3).
                    _memory.Counters.LeafTablesCopied++;
                    _memory.Translations.Forget(_tables, page);
                }

                return copy;
            case LeafState.Frozen:
                _memory.Counters.LeafTablesThawed++;
                return _tables.Thaw(page, TryKeepRights(page) ? StaleRights.Keep : StaleRights.Clear);
            default:
                return _tables.FindOwned(page);
        }
    }

    /// <summary>Whether every page of a leaf table's 2 MiB is this space's alone again, as before the fork: then no region there needs copies.</summary>
    private bool TryKeepRights(ulong page)
    {
        ulong start = page & ~(ulong)(PageTables.LeafPages - 1);
        ulong end = start + PageTables.LeafPages;
        uint first = _tree.FindFrom(start);
        for (uint node = first; node != 0 && _regions[node].Start < end; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            if ((region.Flags & RegionFlags.StaleRights) != 0
                || (region.NeedsCopy && region.Object != 0 && !_memory.Objects[region.Object].IsReachedOnlyBy(node, region.Offset, region.OffsetEnd)))
            {
                return false;
            }
        }

        for (uint node = first; node != 0 && _regions[node].Start < end; node = _tree.Next(node))
        {
            _regions[node].Flags &= ~RegionFlags.NeedsCopy;
        }

        return true;
    }
}
