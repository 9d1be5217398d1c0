using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>Recomputes everything that is kept twice, and says where the two disagree (C-22, M-53; idea 6 of the architecture).</summary>
/// <remarks>
/// Owns nothing and changes nothing. Every frame in use must have been met exactly once: as a page in its owner's slot, as a table
/// under the roots that use it, or in a slab. Every present entry must show what its region and object say; a shared table is
/// checked against each space that shares it (rule 5 of fork). May allocate managed memory and take its time.
/// </remarks>
public sealed class Sweeper(VirtualMemory memory)
{
    private readonly Dictionary<ulong, uint> _tableUses = [];
    private readonly Dictionary<FrameAccount, ulong> _charged = [];
    private readonly Dictionary<Quota, ulong> _paid = [];
    private string? _broken;
    private ulong _pages;
    private uint _regionNodes;
    private ulong _visits;
    private ulong _stamp;

    /// <summary>How many objects and spaces <see cref="CheckPart"/> has before it, counted now.</summary>
    public long Total => memory.Objects.End - 1L + memory.Spaces.End - 1L;

    /// <summary>How many of them <see cref="CheckPart"/> has been through since it began.</summary>
    public long Done { get; private set; }

    /// <summary>Does a bounded part of <see cref="Check"/>, so that others may run in between: each object and each space is looked at in one part.</summary>
    /// <param name="place">Where to go on; 0 to begin with. 0 again when all is done.</param>
    /// <returns>The first disagreement found; null when there is none so far.</returns>
    /// <remarks>The totals over all spaces are compared only when nothing has changed since the beginning.</remarks>
    public string? CheckPart(ref ulong place)
    {
        const ulong SpacesFrom = 1UL << 32;
        const uint ObjectsAtOnce = 64;
        ulong stamp = memory.Counters.Faults + memory.Frames.FreeCount;
        if (place == 0)
        {
            _tableUses.Clear();
            _charged.Clear();
            _paid.Clear();
            (_broken, _pages, _regionNodes, _stamp, Done) = (null, 0, 0, stamp, 0);
            FrameNumber bad = memory.Frames.Check();
            Expect(bad.IsNone, "the frame table is wrong at ", bad.Value);
            place = 1;
        }
        else if (place < SpacesFrom)
        {
            uint end = (uint)place + ObjectsAtOnce < memory.Objects.End ? (uint)place + ObjectsAtOnce : memory.Objects.End;
            for (uint index = (uint)place; index < end; index++)
            {
                CheckObject(memory.Objects[index]);
            }

            Done += end - (uint)place;
            place = end == memory.Objects.End ? SpacesFrom + 1 : end;
        }
        else
        {
            uint index = (uint)(place - SpacesFrom);
            place++;
            Done++;
            if (index < memory.Spaces.End && memory.Spaces.IsUsed(index))
            {
                CheckSpace(memory.Spaces[index]);
            }

            if (index + 1 >= memory.Spaces.End)
            {
                place = 0;
                IsWhole = stamp == _stamp;
                if (IsWhole)
                {
                    CheckTotals();
                }
            }
        }

        return _broken;
    }

    /// <summary>Whether the last check could compare the totals: nothing ran between its parts.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The first disagreement found; null when there is none.</summary>
    public string? Check()
    {
        _tableUses.Clear();
        _charged.Clear();
        _paid.Clear();
        _broken = null;
        _pages = 0;
        _regionNodes = 0;
        FrameNumber bad = memory.Frames.Check();
        Expect(bad.IsNone, "the frame table is wrong at ", bad.Value);
        for (uint index = 1; index < memory.Objects.End; index++)
        {
            CheckObject(memory.Objects[index]);
        }

        for (uint index = 1; index < memory.Spaces.End; index++)
        {
            if (memory.Spaces.IsUsed(index))
            {
                CheckSpace(memory.Spaces[index]);
            }
        }

        CheckTotals();
        return _broken;
    }

    /// <summary>What one fault touched: the entry of a page, against its region and object. For the checked kernel, after every fault.</summary>
    public string? CheckPage(AddressSpace space, PageNumber page)
    {
        _broken = null;
        ulong entry = space.Tables.Translate(page.Value);
        if (entry != 0)
        {
            CheckEntry(space, page.Value, entry);
        }

        return _broken;
    }

    private void Expect(bool holds, string broken, ulong where)
    {
        if (!holds)
        {
            _broken ??= $"{broken}0x{where:x}";
        }
    }

    private void CheckObject(VmObject item)
    {
        uint regions = 0;
        for (uint node = item.FirstRegion(0, ulong.MaxValue); node != 0; node = item.NextRegion(node, 0, ulong.MaxValue))
        {
            regions++;
            Expect(memory.Regions.IsLive(node), "an object lists a region that is free, object ", item.Index);
            Expect(memory.Regions[node].Object == item.Index, "an object lists a region of another object, object ", item.Index);
            Expect(memory.Spaces.IsUsed(memory.Regions[node].Space), "a region belongs to no space, object ", item.Index);
        }

        Expect(regions == item.RegionCount, "an object's regions are miscounted, object ", item.Index);
        uint shadows = 0;
        for (VmObject? shadow = item.FirstShadow; shadow is not null; shadow = shadow.NextShadow)
        {
            shadows++;
            Expect(shadow.Backing == item, "a shadow stands on something else, object ", item.Index);
            Expect(shadow.Origin == item.Origin, "a shadow has another origin than what it stands on, object ", item.Index);
        }

        Expect(shadows == item.ShadowCount, "an object's shadows are miscounted, object ", item.Index);
        Expect(item.Backing is null || item.Kind == ObjectKind.Anonymous, "only an anonymous object can be a shadow, object ", item.Index);
        CheckPages(item);
    }

    private void CheckPages(VmObject item)
    {
        ulong pages = 0;
        ulong slots = 0;
        ulong dirty = 0;
        ulong from = 0;
        while (item.Slots.TryFindNext(from, ulong.MaxValue, out ulong offset, out PageSlot slot))
        {
            from = offset + 1;
            slots++;
            if (!slot.IsPage)
            {
                continue;
            }

            pages++;
            FrameRecord record = memory.Frames[slot.Frame];
            dirty += (record.Tag & (ushort)PageTag.Dirty) != 0 ? 1UL : 0;
            Expect(record.Use == FrameUse.Page, "an object's page is no page, frame ", slot.Frame.Value);
            Expect(record.Owner == new FrameOwner(item.Index, offset), "a page's owner is not who has it, frame ", slot.Frame.Value);
        }

        Expect(pages == item.PageCount, "an object's pages are miscounted, object ", item.Index);
        Expect(slots == item.Slots.Count, "an object's slots are miscounted, object ", item.Index);
        Expect(item.Kind != ObjectKind.Paged || dirty == item.DirtyCount, "an object's dirty pages are miscounted, object ", item.Index);
        _pages += pages;
        for (FrameAccount? account = item.Account; account is not null && pages != 0; account = account.Parent)
        {
            _charged[account] = _charged.GetValueOrDefault(account) + pages;
        }

        Pay(item.Account.Payer, pages);
    }

    private void Pay(Quota? payer, ulong frames)
    {
        if (payer is not null)
        {
            _paid[payer] = _paid.GetValueOrDefault(payer) + frames;
        }
    }

    private void CheckSpace(AddressSpace space)
    {
        uint regions = 0;
        ulong end = 0;
        ulong pages = 0;
        for (uint node = space.Tree.First; node != 0; node = space.Tree.Next(node))
        {
            ref Region region = ref memory.Regions[node];
            regions++;
            pages += region.Pages;
            Expect(region.Space == space.Index, "a region is in the wrong space, page ", region.Start);
            Expect(region.Start >= end && region.End > region.Start, "regions overlap or are empty, page ", region.Start);
            Expect((region.Access & ~region.MaxAccess) == 0, "a region allows more than it may, page ", region.Start);
            Expect(!region.IsShared || (region.Object != 0 && !region.NeedsCopy), "a shared region is like a private one, page ", region.Start);
            Region before = region;
            AddressOrder.Summarise(memory.Regions, ref before);
            Expect(before.SubtreeGap == region.SubtreeGap && before.SubtreeStart == region.SubtreeStart && before.SubtreeEnd == region.SubtreeEnd, "a tree's summary is stale, page ", region.Start);
            OffsetOrder.Summarise(memory.Regions, ref before);
            Expect(region.Object == 0 || before.SubtreeOffsetEnd == region.SubtreeOffsetEnd, "an object's tree is stale, page ", region.Start);
            end = region.End;
        }

        _regionNodes += regions;
        Pay(space.Tables.Payer, space.TableCount + space.NodeFrames);
        Expect(regions == space.RegionCount, "a space's regions are miscounted, space ", space.Index);
        Expect(pages == space.MappedPages, "a space's pages are miscounted, space ", space.Index);
        Expect(memory.Kernel.IsIn(space.Root), "a space has lost the kernel's half, space ", space.Index);
        ulong visits = _visits;
        CheckTables(space, space.Root, level: 4, firstPage: 0);
        Expect(_visits - visits == space.TableCount, "a space's tables are miscounted, space ", space.Index);
    }

    private void CheckTables(AddressSpace space, FrameNumber table, int level, ulong firstPage)
    {
        _visits++;
        bool isMet = _tableUses.TryGetValue(table.Value, out uint uses);
        _tableUses[table.Value] = uses + 1;
        Expect(memory.Frames[table].Use == FrameUse.Table, "a table is no table, frame ", table.Value);
        Expect(!isMet || level == 1, "an upper table is used twice, frame ", table.Value);
        ushort present = 0;
        for (int index = 0; index < (level == 4 ? UserAddress.RootEntries : PageTableEntry.Count); index++)
        {
            PageTableEntry entry = new(memory.Frames.Memory.Word(table, index));
            if (entry.Word == 0)
            {
                continue;
            }

            present++;
            ulong page = firstPage + ((ulong)index << (9 * (level - 1)));
            Expect(entry.IsPresent, "an entry is neither present nor empty, page ", page);
            if (level == 1)
            {
                CheckEntry(space, page, space.Tables.Translate(page));
            }
            else if (entry.IsLarge)
            {
                for (ulong i = 0; i < PageTables.LeafPages; i++)
                {
                    CheckEntry(space, page + i, space.Tables.Translate(page + i));
                }
            }
            else
            {
                bool isShared = level == 2 && memory.Frames[entry.Frame].Count > 1;
                Expect(level == 2 || memory.Frames[entry.Frame].Count == 1, "an upper table is shared, frame ", entry.Frame.Value);
                Expect(!isShared || !entry.IsWritable, "a shared table may be written through, frame ", entry.Frame.Value);
                CheckTables(space, entry.Frame, level - 1, page); // three deep at most
            }
        }

        Expect(present == memory.Frames[table].Tag, "a table's entries are miscounted, frame ", table.Value);
    }

    private void CheckEntry(AddressSpace space, ulong page, ulong word)
    {
        PageTableEntry entry = new(word);
        uint node = space.Tree.Find(page);
        if (node == 0)
        {
            Expect(false, "an entry maps what no region holds, page ", page);
            return;
        }

        ref Region region = ref memory.Regions[node];
        Expect((word & PageTableEntry.User) != 0, "an entry is not for ring 3, page ", page);
        Expect(region.Access != Access.None, "an entry maps what nobody may touch, page ", page);
        Expect((word & PageTableEntry.NoExecute) != 0 || (region.Access & Access.Execute) != 0, "an entry lets data be executed, page ", page);
        Expect(!entry.IsWritable || (region.Access & Access.Write) != 0, "an entry is writable beyond its region, page ", page);
        VmObject? top = region.Object == 0 ? null : memory.Objects[region.Object];
        ulong offset = region.OffsetOf(page);
        Finding finding = Finding.Zero;
        FrameNumber frame = default;
        VmObject? holder = top?.Find(offset, out finding, out frame);
        if (finding == Finding.BeyondEnd && holder!.IsCutting)
        {
            return; // it goes in one of the steps to come
        }

        Expect(finding is Finding.Zero or Finding.Page, "an entry maps what is not there, page ", page);
        Expect(entry.Frame == (finding == Finding.Zero ? memory.ZeroFrame : frame), "an entry maps the wrong frame, page ", page);
        if (entry.IsWritable)
        {
            CheckWritable(node, in region, page, finding, holder, frame);
        }
    }

    private void CheckWritable(uint node, in Region region, ulong page, Finding finding, VmObject? holder, FrameNumber frame)
    {
        Expect(finding == Finding.Page, "the zero page is writable, page ", page);
        if (finding != Finding.Page)
        {
            return;
        }

        VmObject top = memory.Objects[region.Object];
        ulong offset = region.OffsetOf(page);
        if (region.IsShared)
        {
            bool isClean = holder!.Kind == ObjectKind.Paged && (memory.Frames[frame].Tag & (ushort)PageTag.Dirty) == 0;
            Expect(holder == top && !isClean, "a clean page of a pager is writable, page ", page);
            return;
        }

        Expect(top.IsReachedOnlyBy(node, offset, offset + 1), "a private page is writable, and its object not the region's alone, page ", page);
        Expect(holder == top || top.IsAloneBefore(holder!, offset), "a private page is writable, and others can reach it, page ", page);
    }

    private void CheckTotals()
    {
        Frames frames = memory.Frames;
        ulong tables = 0;
        foreach ((ulong table, uint uses) in _tableUses)
        {
            tables++;
            Expect(frames[new FrameNumber(table)].Count == uses, "a table's sharers are miscounted, frame ", table);
        }

        ulong loose = 0;
        for (ulong frame = 1; frame < frames.FrameCount; frame++)
        {
            FrameRecord record = frames[new FrameNumber(frame)];
            loose += record.Use == FrameUse.Page && record.Owner.IsNone ? 1UL : 0; // a pager is filling it
        }

        Expect(frames.CountOf(FrameUse.Table) == tables, "tables are leaked, of in all ", frames.CountOf(FrameUse.Table));
        Expect(frames.CountOf(FrameUse.Page) == _pages + loose, "pages are leaked, of in all ", frames.CountOf(FrameUse.Page));
        Expect(frames.CountOf(FrameUse.Slab) == memory.Regions.FrameCount + memory.RadixNodes.FrameCount, "slab frames are leaked, of in all ", frames.CountOf(FrameUse.Slab));
        Expect(memory.Regions.Live == _regionNodes, "region nodes are leaked, of in all ", memory.Regions.Live);
        foreach ((FrameAccount account, ulong charged) in _charged)
        {
            Expect(account.Used >= charged && account.Used <= charged + loose, "an account does not add up, used ", account.Used);
        }

        memory.Buffered?.AddTo(_paid);
        foreach ((Quota payer, ulong paid) in _paid)
        {
            ulong used = payer.Used(Resource.Frames);
            Expect(used >= paid && used <= paid + loose, "a quota's frames do not add up, used ", used);
        }
    }
}
