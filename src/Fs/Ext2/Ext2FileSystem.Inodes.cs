using System;
using System.Collections.Generic;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Inodes: from the table, and when nobody refers to them any more.</remarks>
public sealed partial class Ext2FileSystem
{
    // An object that is given back has forgotten whose it was.
    private readonly Dictionary<VmObject, Ext2Inode> _closing = [];

    internal uint GroupOfInode(uint number) => (number - 1) / _inodesPerGroup;

    /// <summary>The one object of an inode number (S-33).</summary>
    internal FileOutcome TryGetInode(uint number, out Ext2Inode? inode)
    {
        if (_inodes.TryGetValue(number, out inode))
        {
            return FileOutcome.Done;
        }

        if (number == 0 || number > _inodeCount)
        {
            return Errno.InputOutput;
        }

        FileOutcome outcome = _blocks.TryGet(TableBlock(number), out Span<byte> bytes);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        ReadOnlySpan<byte> entry = bytes.Slice(TableOffset(number), _inodeSize);
        InodeKind kind = Ext2Inode.KindOf(entry);
        if (kind == InodeKind.None || Little.U16(entry, 26) == 0)
        {
            return Errno.Stale; // a name leads to an inode that is not in use
        }

        inode = new Ext2Inode(this, number, kind);
        inode.Decode(entry);
        _inodes.Add(number, inode);
        return FileOutcome.Done;
    }

    /// <summary>An inode that was made just now.</summary>
    internal Ext2Inode AddNew(uint number, in NewInode what)
    {
        Ext2Inode inode = new(this, number, what.Kind);
        inode.Initialise(in what);
        _inodes.Add(number, inode);
        NoteDirty(inode);
        return inode;
    }

    /// <summary>The inode, or a page of it, is to be written.</summary>
    internal void NoteDirty(Ext2Inode inode) => _dirty.Add(inode);

    protected internal override void Unreferenced(Inode inode)
    {
        Ext2Inode its = (Ext2Inode)inode;
        if (its.Links == 0)
        {
            // Its pages go when no mapping is left (C-04); its blocks in the commit after that.
            if (!its.TryClosePages())
            {
                Delete(its);
            }
        }
        else if (!its.IsDirty)
        {
            Forget(its);
        }
    }

    /// <summary>The last holder and mapping of a file's pages is gone.</summary>
    public void Released(VmObject source)
    {
        if (!_closing.Remove(source, out Ext2Inode? inode) || !inode.PagesAreGone(source))
        {
            return;
        }

        if (inode.Links == 0 && !inode.IsReferenced)
        {
            Delete(inode);
        }
        else if (!inode.IsReferenced && !inode.IsDirty)
        {
            _ = _inodes.Remove((uint)inode.Number);
        }
    }

    internal void NoteClosing(VmObject pages, Ext2Inode inode) => _closing.Add(pages, inode);

    internal void ForgetClosing(VmObject pages) => _ = _closing.Remove(pages);

    private void Delete(Ext2Inode inode)
    {
        inode.IsDeleted = true;
        NoteDirty(inode);
    }

    /// <summary>Nobody refers to it and it is as on the disk. Its pages stay as long as something maps them.</summary>
    private void Forget(Ext2Inode inode)
    {
        if (inode.Number != Ext2Layout.RootInode && !inode.TryClosePages())
        {
            _ = _inodes.Remove((uint)inode.Number);
        }
    }

    private uint TableBlock(uint number)
    {
        uint index = (number - 1) % _inodesPerGroup;
        return _groups[GroupOfInode(number)].InodeTable + (uint)((ulong)index * (uint)_inodeSize / (uint)_blockSize);
    }

    private int TableOffset(uint number) => (int)((ulong)((number - 1) % _inodesPerGroup) * (uint)_inodeSize % (uint)_blockSize);

    /// <summary>Puts an inode as it is in memory into the table's block.</summary>
    private FileOutcome TryEncode(Ext2Inode inode)
    {
        uint number = (uint)inode.Number;
        FileOutcome outcome = _blocks.TryGet(TableBlock(number), out Span<byte> bytes);
        if (outcome.IsDone)
        {
            inode.Encode(bytes.Slice(TableOffset(number), _inodeSize), _inodeCount);
            _blocks.MarkDirty(TableBlock(number), WritePhase.Inodes);
        }

        return outcome;
    }
}
