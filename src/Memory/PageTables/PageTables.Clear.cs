using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

internal sealed partial class PageTables
{
    /// <summary>Removes every translation of [start, end). Where an edge cuts a leaf table, the table is already this space's own.</summary>
    /// <returns>How many entries were removed; a table dropped whole counts for what was in it.</returns>
    [NoAllocation]
    public ulong Clear(ulong start, ulong end)
    {
        ulong removed = 0;
        ulong page = start;
        while (page < end)
        {
            FrameNumber directory = FindDirectory(page, out ulong next);
            if (directory.IsNone)
            {
                page = next;
                continue;
            }

            ulong leafEnd = ((page >> 9) + 1) << 9;
            ref ulong above = ref DirectoryEntry(directory, page);
            if (above != 0)
            {
                removed += (page & (LeafPages - 1)) == 0 && leafEnd <= end ? Drop(directory, page) : ClearPart(directory, page, leafEnd < end ? leafEnd : end);
            }

            page = leafEnd;
        }

        return removed;
    }

    /// <summary>Removes the entries of [start, end), within one leaf table, that map frames of one owner: even from a shared table (rule 3 of fork).</summary>
    /// <returns>Whether this space may have a translation to flush.</returns>
    [NoAllocation]
    public bool ClearOwnedBy(uint owner, ulong start, ulong end)
    {
        FrameNumber leaf = FindLeaf(start);
        if (leaf.IsNone)
        {
            return false;
        }

        bool isShared = _frames[leaf].Count > 1;
        bool isCleared = false;
        for (ulong page = start; page < end; page++)
        {
            ref ulong word = ref Entry(leaf, page);
            if (word != 0 && _frames[new PageTableEntry(word).Frame].Owner.Index == owner)
            {
                word = 0;
                _frames[leaf].Tag--;
                isCleared = true;
            }
        }

        // A table left empty is freed with its region, or here when it is nobody else's.
        if (_frames[leaf].Tag == 0 && !isShared)
        {
            _ = Drop(FindDirectory(start, out _), start);
        }

        return isShared || isCleared;
    }

    /// <summary>Forgets one leaf table or 2 MiB entry; frees the table when no other space uses it, and the tables above when they are empty.</summary>
    [NoAllocation]
    public ulong Drop(FrameNumber directory, ulong page)
    {
        ref ulong above = ref DirectoryEntry(directory, page);
        PageTableEntry entry = new(above);
        ulong removed = LeafPages;
        ForgetLeaf(page);
        if (!entry.IsLarge)
        {
            removed = _frames[entry.Frame].Tag;
            DropTable(entry.Frame);
        }

        above = 0;
        _frames[directory].Tag--;
        PruneDirectory(directory, page);
        return removed;
    }

    /// <summary>Removes part of a leaf table of this space's own.</summary>
    private ulong ClearPart(FrameNumber directory, ulong page, ulong end)
    {
        PageTableEntry above = new(DirectoryEntry(directory, page));
        Panic.When(above.IsLarge || _frames[above.Frame].Count > 1, "part of a shared table, or of a 2 MiB page, is removed");
        FrameNumber leaf = above.Frame;
        ulong removed = 0;
        ulong first = page;
        for (; page < end; page++)
        {
            ref ulong word = ref Entry(leaf, page);
            removed += word != 0 ? 1UL : 0;
            word = 0;
        }

        ref FrameRecord record = ref _frames[leaf];
        record.Tag = (ushort)(record.Tag - removed);
        if (record.Tag == 0)
        {
            _ = Drop(directory, first);
        }

        return removed;
    }

    private void DropTable(FrameNumber leaf)
    {
        CountOut();
        ref FrameRecord record = ref _frames[leaf];
        if (record.Count > 1)
        {
            _frames.Unpin(leaf);
            return;
        }

        _memory.ZeroPage(leaf);
        _frames.ReleaseZero(leaf, FrameUse.Table);
    }

    private void PruneDirectory(FrameNumber directory, ulong page)
    {
        if (_frames[directory].Tag != 0)
        {
            return;
        }

        FrameNumber middle = new PageTableEntry(_memory.Word(_root.Frame, unchecked((int)(page >> 27)) & (LeafPages - 1))).Frame; // the root's nine bits
        _memory.Word(middle, unchecked((int)(page >> 18)) & (LeafPages - 1)) = 0; // the next nine
        _frames[middle].Tag--;
        FreeEmpty(directory);
        PruneMiddle(middle, page);
    }

    private void PruneMiddle(FrameNumber middle, ulong page)
    {
        if (_frames[middle].Tag == 0)
        {
            _memory.Word(_root.Frame, unchecked((int)(page >> 27)) & (LeafPages - 1)) = 0; // the root's nine bits
            _frames[_root.Frame].Tag--;
            FreeEmpty(middle);
        }
    }

    private void FreeEmpty(FrameNumber table)
    {
        CountOut();
        _frames.ReleaseZero(table, FrameUse.Table);
    }
}
