using System.Collections.Generic;

namespace Vela.Fs;

/// <summary>The inodes that memory has otherwise than the disk, linked through themselves: a page fault that dirties one allocates nothing.</summary>
internal sealed class DirtyInodes
{
    private Ext2Inode? _first;

    public int Count { get; private set; }

    public void Add(Ext2Inode inode)
    {
        if (inode.IsDirty)
        {
            return;
        }

        inode.IsDirty = true;
        inode.NextDirty = _first;
        inode.PreviousDirty = null;
        if (_first is not null)
        {
            _first.PreviousDirty = inode;
        }

        _first = inode;
        Count++;
    }

    public void Remove(Ext2Inode inode)
    {
        if (!inode.IsDirty)
        {
            return;
        }

        if (inode.PreviousDirty is not null)
        {
            inode.PreviousDirty.NextDirty = inode.NextDirty;
        }
        else
        {
            _first = inode.NextDirty;
        }

        if (inode.NextDirty is not null)
        {
            inode.NextDirty.PreviousDirty = inode.PreviousDirty;
        }

        inode.IsDirty = false;
        inode.NextDirty = null;
        inode.PreviousDirty = null;
        Count--;
    }

    /// <summary>All of them now.</summary>
    public List<Ext2Inode> Collect()
    {
        List<Ext2Inode> all = new(Count);
        for (Ext2Inode? inode = _first; inode is not null; inode = inode.NextDirty)
        {
            all.Add(inode);
        }

        return all;
    }
}
