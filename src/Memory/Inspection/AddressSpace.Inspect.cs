using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Readable from outside: procfs and the shell use nothing else.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Frames in this space's tables, shared ones included.</summary>
    public ulong TableCount => _tables.TableCount;

    /// <summary>The first region that ends above a page; false after the last. To list all: start at page 0, go on at each one's end.</summary>
    public bool TryView(PageNumber from, out RegionView view)
    {
        uint node = _tree.FindFrom(from.Value);
        if (node == 0)
        {
            view = default;
            return false;
        }

        ref Region region = ref _regions[node];
        VmObject? shown = region.Object == 0 ? null : _memory.Objects[region.Object];
        view = new RegionView
        {
            Range = region.Range,
            Access = region.Access,
            MaxAccess = region.MaxAccess,
            Flags = region.Flags,
            Object = shown,
            Origin = shown?.Origin,
            Offset = region.Offset,
            Committed = CommittedIn(shown, in region),
            Resident = ResidentIn(in region),
            Depth = shown?.ChainDepth() ?? 0,
            Badge = region.Badge,
        };
        return true;
    }

    /// <summary>The first region with a badge that ends above a page; false after the last. Nothing is counted, unlike in a view.</summary>
    public bool TryFindBadge(PageNumber from, out PageRange range, out uint badge)
    {
        for (uint node = _tree.FindFrom(from.Value); node != 0; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            if (region.Badge != 0)
            {
                (range, badge) = (region.Range, region.Badge);
                return true;
            }
        }

        (range, badge) = (default, 0);
        return false;
    }

    /// <summary>How the resident pages of a range are had: alone, with others, changed; page by page.</summary>
    public RegionShares Weigh(PageRange range)
    {
        RegionShares shares = default;
        for (uint node = _tree.FindFrom(range.Start.Value); node != 0 && _regions[node].Start < range.End.Value; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            ulong page = region.Start > range.Start.Value ? region.Start : range.Start.Value;
            ulong stop = region.End < range.End.Value ? region.End : range.End.Value;
            while (page < stop && _tables.TryFindNextLeaf(page, stop, out ulong found, out _))
            {
                page = found > page ? found : page;
                ulong end = found + PageTables.LeafPages < stop ? found + PageTables.LeafPages : stop;
                for (; page < end; page++)
                {
                    Weigh(node, page, ref shares);
                }
            }
        }

        return shares;
    }

    /// <summary>The frame behind a page right now, as the hardware would find it; none when it would fault.</summary>
    public FrameNumber FrameAt(PageNumber page) => new PageTableEntry(_tables.Translate(page.Value)).Frame;

    /// <summary>The object that a shared mapping shows at an address, and where in it, in bytes: what a futex there is named by. False where nothing is shared.</summary>
    public bool TryFindShared(VirtualAddress address, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out VmObject? shown, out ulong offset)
    {
        uint node = _tree.Find(address.Page.Value);
        bool isShared = node != 0 && _regions[node].IsShared && _regions[node].Object != 0;
        shown = isShared ? _memory.Objects[_regions[node].Object] : null;
        offset = isShared ? ((_regions[node].Offset + (address.Page.Value - _regions[node].Start)) << PageNumber.Shift) + (ulong)address.OffsetInPage : 0;
        return isShared;
    }

    private void Weigh(uint node, ulong page, ref RegionShares shares)
    {
        ulong word = _tables.Translate(page);
        if (word == 0)
        {
            return;
        }

        FrameNumber frame = new PageTableEntry(word).Frame;
        ref Region region = ref _regions[node];
        if (region.Object == 0 || frame == _memory.ZeroFrame)
        {
            shares.Zero++;
            return;
        }

        VmObject top = _memory.Objects[region.Object];
        ulong offset = region.OffsetOf(page);
        VmObject holder = top.Find(offset, out _, out _);
        bool isFile = holder.Kind != ObjectKind.Anonymous;
        bool isAlone = isFile
            ? holder.RegionCount + holder.ShadowCount <= 1
            : top.IsReachedOnlyBy(node, offset, offset + 1) && (holder == top || top.IsAloneBefore(holder, offset));
        bool isDirty = !isFile || (holder.Kind == ObjectKind.Paged && (_memory.Frames[frame].Tag & (ushort)PageTag.Dirty) != 0);
        shares.Anonymous += isFile ? 0UL : 1;
        shares.PrivateClean += isAlone && !isDirty ? 1UL : 0;
        shares.PrivateDirty += isAlone && isDirty ? 1UL : 0;
        shares.SharedClean += !isAlone && !isDirty ? 1UL : 0;
        shares.SharedDirty += !isAlone && isDirty ? 1UL : 0;
    }

    private static ulong CommittedIn(VmObject? shown, in Region region)
    {
        ulong committed = 0;
        ulong from = region.Offset;
        while (shown is not null && shown.Slots.TryFindNext(from, region.OffsetEnd, out ulong offset, out PageSlot slot))
        {
            committed += slot.IsPage ? 1UL : 0;
            from = offset + 1;
        }

        return committed;
    }

    private ulong ResidentIn(in Region region)
    {
        ulong resident = 0;
        ulong page = region.Start;
        while (page < region.End && _tables.TryFindNextLeaf(page, region.End, out ulong found, out _))
        {
            page = found > page ? found : page;
            ulong end = found + PageTables.LeafPages < region.End ? found + PageTables.LeafPages : region.End;
            for (; page < end; page++)
            {
                resident += _tables.Translate(page) != 0 ? 1UL : 0;
            }
        }

        return resident;
    }
}
