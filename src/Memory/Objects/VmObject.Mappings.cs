using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Finding every entry that maps a page: through the regions of this object and of all that stand on it, and their tables.</remarks>
public sealed partial class VmObject
{
    /// <summary>Whether pages beyond the end are still being taken away (<see cref="VirtualMemory.Work"/>). Page 0 is woken when they are gone.</summary>
    public bool IsCutting { get; private set; }

    /// <summary>Changes the size in bytes. What lies beyond is unmapped everywhere and freed; the rest of the last page reads as zero.</summary>
    /// <remarks>
    /// Racing faults find the new size first, and so cannot bring a page back. A page the pager still owes is dropped when it comes.
    /// Private copies of pages beyond the end stay their owners' (a difference to Linux, which takes them too).
    /// Of many pages only the first go at once: until <see cref="IsCutting"/> is false, programs may reach what they had mapped, and
    /// the object must not grow. Nobody else sees the pages, and they are never written back.
    /// </remarks>
    public void Resize(ulong size)
    {
        Panic.When(Kind is ObjectKind.Anonymous or ObjectKind.Physical or ObjectKind.Contiguous, "an object without a size is resized");
        Panic.When(IsCutting && size > Size, "an object grows while it is being cut");
        ulong old = SizeInPages;
        Size = size;
        ulong now = SizeInPages;
        if (now < old)
        {
            IsCutting = true;
            int budget = _memory.StepPages;
            if (!TryCut(ref budget))
            {
                _memory.Queue(this);
            }
        }

        int tail = (int)(size & (PageNumber.Size - 1));
        FrameNumber last = tail == 0 ? FrameNumber.None : FindPage(new PageNumber(size >> PageNumber.Shift));
        if (!last.IsNone && now <= old)
        {
            _memory.Frames.Memory.Page(last)[tail..].Clear();
        }
    }

    /// <summary>Takes away what lies beyond the end, up to a number of pages: their entries first, then the frames (S-20).</summary>
    /// <returns>Whether nothing is left.</returns>
    internal bool TryCut(ref int budget)
    {
        const ulong EntriesPerPage = 8; // looking at an entry costs an eighth of freeing a page
        ulong from = SizeInPages;
        while (Slots.TryFindNext(from, ulong.MaxValue, out ulong offset, out _))
        {
            if (budget <= 0)
            {
                return false;
            }

            ulong mappers = (ulong)RegionCount + ShadowCount;
            ulong count = _memory.StepPages / (mappers + 1);
            count = count == 0 ? 1 : count < PageTables.LeafPages ? count : PageTables.LeafPages;
            UnmapEverywhere(offset, offset + count);
            budget -= (int)(count * mappers / EntriesPerPage) + CutPages(offset, offset + count);
            from = offset + count;
        }

        IsCutting = false;
        _memory.Waiters?.Wake(this, default);
        return true;
    }

    /// <summary>Takes a page out of the object: unmapped everywhere, then freed. Refused while it is dirty, pinned, or locked in memory.</summary>
    public Errno TryEvict(PageNumber page)
    {
        FrameNumber frame = Slots.Get(page.Value).IsPage ? Slots.Get(page.Value).Frame : FrameNumber.None;
        if (frame.IsNone)
        {
            return Errno.NoEntry;
        }

        ref FrameRecord record = ref _memory.Frames[frame];
        if (Kind != ObjectKind.Paged || record.Count != 1 || (record.Tag & (ushort)(PageTag.Dirty | PageTag.Cleaning)) != 0 || IsLocked(page.Value))
        {
            return Errno.Busy;
        }

        UnmapEverywhere(page.Value, page.Value + 1);
        FreePage(page.Value, frame);
        return Errno.None;
    }

    /// <summary>Removes every entry that maps this object's pages in [from, end), and forgets the translations (rule 3 of fork; S-20).</summary>
    internal void UnmapEverywhere(ulong from, ulong end)
    {
        for (VmObject? at = this; at is not null; at = NextInFront(at))
        {
            for (uint node = at.FirstRegion(from, end); node != 0; node = at.NextRegion(node, from, end))
            {
                ref Region region = ref _memory.Regions[node];
                ulong start = region.Offset > from ? region.Start : region.Start + (from - region.Offset);
                ulong stop = region.OffsetEnd < end ? region.End : region.Start + (end - region.Offset);
                _memory.Spaces[region.Space].UnmapOwned(Index, start, stop);
            }
        }
    }

    /// <summary>Frees what is in [from, end), but for what the pager owes: that is dropped when it comes.</summary>
    /// <returns>How many slots there were.</returns>
    private int CutPages(ulong from, ulong end)
    {
        int count = 0;
        for (; Slots.TryFindNext(from, end, out ulong offset, out PageSlot slot); from = offset + 1)
        {
            count++;
            if (slot.IsPage)
            {
                ForgetDirty(slot.Frame);
                FreePage(offset, slot.Frame);
            }
            else if (!slot.IsPending)
            {
                Slots.Set(offset, PageSlot.Empty);
            }
        }

        return count;
    }

    private void WriteProtectEverywhere(ulong offset)
    {
        for (uint node = FirstRegion(offset, offset + 1); node != 0; node = NextRegion(node, offset, offset + 1))
        {
            ref Region region = ref _memory.Regions[node];
            if (region.IsShared && (region.MaxAccess & Access.Write) != 0)
            {
                _memory.Spaces[region.Space].WriteProtect(region.Start + (offset - region.Offset));
            }
        }
    }

    private bool IsLocked(ulong offset)
    {
        for (VmObject? at = this; at is not null; at = NextInFront(at))
        {
            for (uint node = at.FirstRegion(offset, offset + 1); node != 0; node = at.NextRegion(node, offset, offset + 1))
            {
                if ((_memory.Regions[node].Flags & RegionFlags.Locked) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The next object, in pre-order, of all that stand on this one; null after the last.</summary>
    private VmObject? NextInFront(VmObject at)
    {
        if (at.FirstShadow is not null)
        {
            return at.FirstShadow;
        }

        while (at != this && at.NextShadow is null)
        {
            at = at.Backing!;
        }

        return at == this ? null : at.NextShadow;
    }

    private void ForgetDirty(FrameNumber frame)
    {
        if ((_memory.Frames[frame].Tag & (ushort)PageTag.Dirty) != 0)
        {
            DirtyCount--;
        }
    }
}
