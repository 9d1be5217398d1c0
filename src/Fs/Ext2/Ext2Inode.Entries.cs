using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Writing the entries of directories: room for a name, and the order in which names come and go (docs/files.md).</remarks>
internal sealed partial class Ext2Inode
{
    /// <summary>Takes an entry out of its block: it becomes part of the one before it.</summary>
    public static void Erase(Span<byte> block, int offset)
    {
        int before = -1;
        for (int at = 0; at < offset; at += LengthAt(block, at))
        {
            before = at;
        }

        if (before >= 0)
        {
            Little.Set16(block, before + 4, (uint)(LengthAt(block, before) + LengthAt(block, offset)));
        }

        block.Slice(offset, 4).Clear(); // the inode: an entry that leads nowhere
    }

    /// <summary>Finds room for a new name, with a block more if needed, and pins it. A name that is dying must be gone from the disk first.</summary>
    private FileOutcome TryMakeRoom(ReadOnlySpan<byte> name, out Ext2Entry room)
    {
        room = default;
        FileOutcome outcome = _owner.TryAllowChange();
        if (outcome.IsDone && _owner.HasDying)
        {
            outcome = TryFindAny(name, out _);
            outcome = outcome.IsDone ? _owner.NeedsCommit() : outcome.Error == Errno.NoEntry ? FileOutcome.Done : outcome;
        }

        int needed = Ext2Entry.SizeFor(name.Length);
        for (uint index = 0; outcome.IsDone && index < DirectoryBlocks; index++)
        {
            outcome = TryGetBlock(index, out uint block, out Span<byte> bytes);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            for (int offset = 0; offset < bytes.Length;)
            {
                int length = LengthAt(bytes, offset);
                if (length == 0)
                {
                    return Errno.InputOutput;
                }

                int used = Little.U32(bytes, offset) == 0 ? 0 : Ext2Entry.SizeFor(bytes[offset + 6]);
                if (length - used >= needed)
                {
                    room = new Ext2Entry(block, offset + used, 0);
                    return _owner.TryPin(block, WritePhase.Unreferenced);
                }

                offset += length;
            }
        }

        return outcome.IsDone ? TryAppendBlock(out room) : outcome;
    }

    private FileOutcome TryAppendBlock(out Ext2Entry room)
    {
        room = default;
        uint index = DirectoryBlocks;
        FileOutcome outcome = TryMap(index == 0 ? 0 : index - 1, out uint last);
        uint goal = last != 0 ? last + 1 : _owner.FirstGoal((uint)Number);
        uint block = 0;
        outcome = outcome.IsDone ? TryMakePointers(index, ref goal) : outcome;
        outcome = outcome.IsDone ? _owner.TryMakeMetadata(goal, out block) : outcome;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        outcome = TrySetBlock(index, block);
        if (!outcome.IsDone)
        {
            _owner.FreeBlock(block);
            return outcome;
        }

        Must(_owner.Blocks.TryGet(block, out Span<byte> bytes));
        Little.Set16(bytes, 4, BlockBytes);
        _size += BlockBytes;
        _owner.NoteDirty(this);
        room = new Ext2Entry(block, 0, 0);
        return FileOutcome.Done;
    }

    /// <summary>Writes an entry into room that was found, pinned, a moment ago.</summary>
    private void Insert(in Ext2Entry room, ReadOnlySpan<byte> name, Ext2Inode inode)
    {
        Must(_owner.Blocks.TryGet(room.Block, out Span<byte> bytes));
        int holder = 0;
        while (holder + LengthAt(bytes, holder) <= room.Offset)
        {
            holder += LengthAt(bytes, holder);
        }

        int end = holder + LengthAt(bytes, holder);
        if (holder != room.Offset)
        {
            Little.Set16(bytes, holder + 4, (uint)(room.Offset - holder));
        }

        Little.Set32(bytes, room.Offset, (uint)inode.Number);
        Little.Set16(bytes, room.Offset + 4, (uint)(end - room.Offset));
        bytes[room.Offset + 6] = (byte)name.Length;
        bytes[room.Offset + 7] = _owner.HasFileTypes ? TypeOf(inode.Kind) : (byte)0;
        name.CopyTo(bytes[(room.Offset + Ext2Entry.HeaderSize)..]);
        _flags &= ~Ext2Layout.IndexFlag; // the index, if there is one, is not kept
        inode.HasNewName = true;
        inode.Parent = inode.IsDirectory ? (uint)Number : 0;
        _owner.NoteFresh(room);
        _owner.NoteDirty(this);
    }

    /// <summary>Lets an existing name lead to another inode.</summary>
    private void Replace(in Ext2Entry place, Ext2Inode inode, bool isProtected)
    {
        Must(_owner.Blocks.TryGet(place.Block, out Span<byte> bytes));
        Little.Set32(bytes, place.Offset, (uint)inode.Number);
        bytes[place.Offset + 7] = _owner.HasFileTypes ? TypeOf(inode.Kind) : (byte)0;
        _owner.Blocks.MarkDirty(place.Block, isProtected ? WritePhase.Replaced : WritePhase.Unreferenced);
        inode.Parent = inode.IsDirectory ? (uint)Number : 0;
        _owner.NoteDirty(this);
    }

    /// <summary>
    /// Sees to it that a name of a file that is on the disk can lead elsewhere in one write: what it leads to then must be on the disk, and what it led to
    /// must have another name until its loss is on the disk too.
    /// </summary>
    private FileOutcome TryPrepareReplace(ReadOnlySpan<byte> name, Ext2Inode inode, Ext2Inode victim, out Ext2Entry place, out bool isProtected)
    {
        isProtected = false;
        FileOutcome outcome = TryFindEntry(name, out place);
        if (outcome.IsDone && !_owner.IsFresh(in place))
        {
            if (!inode.IsOnDisk || victim.HasNewName)
            {
                return _owner.NeedsCommit();
            }

            if (!victim.IsDirectory && victim.Links == 1)
            {
                outcome = _owner.TryShelter(victim, out isProtected);
            }
        }

        return outcome.IsDone ? _owner.TryPin(place.Block, isProtected ? WritePhase.Replaced : WritePhase.Unreferenced) : outcome;
    }

    /// <summary>Takes a name away: at once when the disk does not have it, else at the end of the commit.</summary>
    private void TakeAway(in Ext2Entry entry)
    {
        if (_owner.IsFresh(in entry))
        {
            EraseNow(in entry);
        }
        else
        {
            _owner.MakeDying(this, entry);
        }

        _owner.NoteDirty(this);
    }

    /// <summary>The old name of what was moved. A directory must never have two names on the disk, so that its old one goes at once.</summary>
    private void TakeMovedAway(in Ext2Entry old, Ext2Inode inode)
    {
        if (inode.IsDirectory)
        {
            EraseNow(in old);
        }
        else
        {
            TakeAway(in old);
        }
    }

    private void EraseNow(in Ext2Entry entry)
    {
        Must(_owner.Blocks.TryGet(entry.Block, out Span<byte> bytes));
        Erase(bytes, entry.Offset);
        _owner.ForgetFresh(in entry);
        _owner.NoteDirty(this);
    }

    private void LoseName(Ext2Inode child)
    {
        child.ChangeLinks(child.IsDirectory ? -2 : -1);
        if (child.IsDirectory)
        {
            ChangeLinks(-1);
        }
    }

    private void BecomeDirectory(uint block, uint parent)
    {
        Must(TrySetBlock(0, block));
        Must(_owner.Blocks.TryGet(block, out Span<byte> bytes));
        Parent = parent;
        _size = BlockBytes;
        Little.Set32(bytes, 0, (uint)Number);
        Little.Set16(bytes, 4, 12);
        bytes[6] = 1;
        bytes[8] = (byte)'.';
        Little.Set32(bytes, 12, parent);
        Little.Set16(bytes, 16, BlockBytes - 12);
        bytes[18] = 2;
        bytes[20] = (byte)'.';
        bytes[21] = (byte)'.';
        bytes[7] = bytes[19] = _owner.HasFileTypes ? TypeOf(InodeKind.Directory) : (byte)0;
    }

    private void SetParent(uint dots, uint parent)
    {
        Must(_owner.Blocks.TryGet(dots, out Span<byte> bytes));
        int second = LengthAt(bytes, 0);
        Little.Set32(bytes, second, parent);
        Parent = parent;
    }

    private void WriteTarget(uint block, ReadOnlySpan<byte> target)
    {
        if (block != 0)
        {
            Must(_owner.Blocks.TryGet(block, out Span<byte> bytes));
            target.CopyTo(bytes);
        }
    }
}
