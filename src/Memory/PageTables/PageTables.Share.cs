using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

internal sealed partial class PageTables
{
    /// <summary>The next page at or above <paramref name="page"/> whose 2 MiB have a leaf table or a large entry; false when there is none.</summary>
    [NoAllocation]
    public bool TryFindNextLeaf(ulong page, ulong end, out ulong found, out FrameNumber directory)
    {
        found = page & ~(ulong)(LeafPages - 1);
        directory = FrameNumber.None;
        while (found < end)
        {
            directory = FindDirectory(found, out ulong next);
            if (directory.IsNone)
            {
                found = next;
                continue;
            }

            for (; found < next && found < end; found += LeafPages)
            {
                if (DirectoryEntry(directory, found) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Lets another space use a leaf table, or map the same 2 MiB, both without W (rule 1 of fork). False: no memory for its upper tables.</summary>
    [NoAllocation]
    public bool TryShareLeaf(PageTables other, FrameNumber directory, ulong page)
    {
        FrameNumber otherDirectory = other.TryMakeDirectory(page);
        if (otherDirectory.IsNone)
        {
            return false;
        }

        ref ulong above = ref DirectoryEntry(directory, page);
        PageTableEntry entry = new(above);
        if (!entry.IsLarge && !other.TryCountIn())
        {
            other.PruneDirectory(otherDirectory, page);
            return false;
        }

        ForgetLeaf(page);
        above &= ~PageTableEntry.Writable;
        if (!entry.IsLarge)
        {
            _frames.Pin(entry.Frame);
        }

        other.DirectoryEntry(otherDirectory, page) = above;
        _frames[otherDirectory].Tag++;
        return true;
    }

    /// <summary>Takes W off the entries of [start, end), within one leaf table of this space's own.</summary>
    [NoAllocation]
    public void WriteProtect(ulong start, ulong end)
    {
        FrameNumber leaf = FindLeaf(start);
        for (ulong page = start; page < end; page++)
        {
            Entry(leaf, page) &= ~PageTableEntry.Writable;
        }
    }
}
