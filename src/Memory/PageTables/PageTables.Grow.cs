using System;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

internal sealed partial class PageTables
{
    /// <summary>An empty leaf table where there is none; none when there is no memory.</summary>
    [NoAllocation]
    public FrameNumber TryAddLeaf(ulong page)
    {
        FrameNumber directory = TryMakeDirectory(page);
        if (directory.IsNone)
        {
            return FrameNumber.None;
        }

        FrameNumber leaf = TryMakeTable();
        if (leaf.IsNone)
        {
            PruneDirectory(directory, page);
            return FrameNumber.None;
        }

        DirectoryEntry(directory, page) = PageTableEntry.Of(leaf, PageTableEntry.UserTable).Word;
        _frames[directory].Tag++;
        return leaf;
    }

    /// <summary>Gives this space its own copy of a shared leaf table, with every W bit clear: none of its pages is this space's alone.</summary>
    [NoAllocation]
    public FrameNumber TryCopyLeaf(ulong page)
    {
        FrameNumber copy = TryMakeTable();
        if (copy.IsNone)
        {
            return FrameNumber.None;
        }

        ForgetLeaf(page);
        ref ulong above = ref DirectoryEntry(FindDirectory(page, out _), page);
        FrameNumber shared = new PageTableEntry(above).Frame;
        _frames[copy].Tag = _frames[shared].Tag;
        CopyWithoutWrite(shared, copy, page);
        _frames.Unpin(shared);
        CountOut();
        above = PageTableEntry.Of(copy, PageTableEntry.UserTable).Word;
        return copy;
    }

    /// <summary>
    /// Copies the entries in use of a leaf table, with the W bit clear. Most tables have one run of them, so that it begins with the run of
    /// <paramref name="page"/>, and goes on to the end and round from the beginning only while there are more.
    /// </summary>
    [NoAllocation]
    private void CopyWithoutWrite(FrameNumber leaf, FrameNumber copy, ulong page)
    {
        Span<ulong> from = _memory.Words(leaf);
        Span<ulong> to = _memory.Words(copy);
        int at = unchecked((int)page) & (LeafPages - 1); // nine bits
        unchecked
        {
            while (at > 0 && from[at - 1] != 0)
            {
                at--;
            }

            for (int left = _frames[leaf].Tag; left > 0; left--)
            {
                if (at < LeafPages && from[at] == 0)
                {
                    at = _memory.NextWordInUse(leaf, at);
                }

                if (at == LeafPages)
                {
                    at = _memory.NextWordInUse(leaf, 0);
                }

                to[at] = from[at] & ~PageTableEntry.Writable;
                at++;
            }
        }
    }

    /// <summary>Makes a leaf table that nobody shares any more writable again.</summary>
    /// <param name="page">Any page of it.</param>
    /// <param name="stale">Whether the W bits in it, from before the fork, are to be cleared.</param>
    [NoAllocation]
    public FrameNumber Thaw(ulong page, StaleRights stale)
    {
        ref ulong above = ref DirectoryEntry(FindDirectory(page, out _), page);
        FrameNumber leaf = new PageTableEntry(above).Frame;
        if (stale == StaleRights.Clear)
        {
            CopyWithoutWrite(leaf, leaf, page);
        }

        above |= PageTableEntry.Writable;
        return leaf;
    }

    /// <summary>Replaces one entry of 2 MiB by a table of 512, with the same rights.</summary>
    [NoAllocation]
    public FrameNumber TrySplitLarge(ulong page)
    {
        FrameNumber leaf = TryMakeTable();
        if (leaf.IsNone)
        {
            return FrameNumber.None;
        }

        ForgetLeaf(page);
        ref ulong above = ref DirectoryEntry(FindDirectory(page, out _), page);
        ulong word = above & ~PageTableEntry.Large;
        for (int i = 0; i < LeafPages; i++, word += FrameNumber.Size)
        {
            _memory.Word(leaf, i) = word;
        }

        _frames[leaf].Tag = LeafPages;
        above = PageTableEntry.Of(leaf, PageTableEntry.UserTable).Word;
        return leaf;
    }

    /// <summary>Maps 2 MiB by one entry, where there is no leaf table. False: no memory.</summary>
    [NoAllocation]
    public bool TryAddLarge(ulong page, ulong word)
    {
        FrameNumber directory = TryMakeDirectory(page);
        if (directory.IsNone)
        {
            return false;
        }

        DirectoryEntry(directory, page) = word | PageTableEntry.Large;
        _frames[directory].Tag++;
        return true;
    }

    /// <summary>The level-2 table of a page, made if need be; none when there is no memory.</summary>
    [NoAllocation]
    public FrameNumber TryMakeDirectory(ulong page)
    {
        FrameNumber table = _root.Frame;
        for (int shift = 27; shift >= 18; shift -= 9)
        {
            ref ulong word = ref _memory.Word(table, unchecked((int)(page >> shift)) & (LeafPages - 1)); // nine bits of each level
            if (word == 0)
            {
                FrameNumber made = TryMakeTable();
                if (made.IsNone)
                {
                    if (shift == 18)
                    {
                        PruneMiddle(table, page);
                    }

                    return FrameNumber.None;
                }

                word = PageTableEntry.Of(made, PageTableEntry.UserTable).Word;
                _frames[table].Tag++;
            }

            table = new PageTableEntry(word).Frame;
        }

        return table;
    }

    private FrameNumber TryMakeTable()
    {
        if (!TryCountIn())
        {
            return FrameNumber.None;
        }

        FrameNumber table = _frames.AllocateZero(FrameUse.Table, _owner);
        if (table.IsNone)
        {
            CountOut();
        }

        return table;
    }

    /// <summary>One more table, if the payer has a frame for it.</summary>
    private bool TryCountIn()
    {
        if (_payer is { } payer && !payer.TryCharge(Resource.Frames, 1))
        {
            return false;
        }

        TableCount++;
        return true;
    }

    private void CountOut()
    {
        TableCount--;
        _payer?.Uncharge(Resource.Frames, 1);
    }
}
