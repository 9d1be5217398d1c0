using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// Directories: blocks of entries, each with the length to the next. A name that is taken away stays in its block until the inode's loss is on the disk
/// (it is "dying": see docs/files.md); lookups and listings pass over it, and its room is not used.
/// </remarks>
internal sealed partial class Ext2Inode
{
    private uint DirectoryBlocks => (uint)(_size / BlockBytes);

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = null;
        if (!IsDirectory)
        {
            return Errno.NotDirectory;
        }

        FileOutcome outcome = TryFindEntry(name, out Ext2Entry entry);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        outcome = _owner.TryGetInode(entry.Inode, out Ext2Inode? inode);
        if (outcome.IsDone)
        {
            inode!.ReopenPages();
            inode.Parent = inode.IsDirectory ? (uint)Number : 0;
            found = inode;
        }

        return outcome.Error == Errno.Stale ? Errno.InputOutput : outcome;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        ulong at = position <= OpenFile.FirstEntry ? 0 : position;
        while (at < _size)
        {
            FileOutcome outcome = TryGetBlock((uint)(at / BlockBytes), out uint block, out Span<byte> bytes);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            ulong start = at - (at % BlockBytes);
            for (int offset = 0; offset < bytes.Length;)
            {
                int length = LengthAt(bytes, offset);
                if (length == 0)
                {
                    return Errno.InputOutput;
                }

                ulong next = start + (ulong)(offset + length);
                if (start + (ulong)offset >= at && IsShown(bytes, block, offset) && !listing.TryAdd(
                    NameAt(bytes, offset), Little.U32(bytes, offset), _owner.HasFileTypes ? KindOfType(bytes[offset + 7]) : InodeKind.None, next))
                {
                    return FileOutcome.Done;
                }

                offset += length;
                if (start + (ulong)offset > at)
                {
                    at = start + (ulong)offset;
                    position = Math.Max(at, OpenFile.FirstEntry + 1);
                }
            }
        }

        return FileOutcome.Done;
    }

    public override FileOutcome TryCreate(ReadOnlySpan<byte> name, in NewInode what, out Inode? made)
    {
        made = null;
        FileOutcome outcome = TryMakeRoom(name, out Ext2Entry room);
        uint number = 0;
        outcome = outcome.IsDone ? _owner.TryFindInode((uint)Number, what.Kind, out number) : outcome;
        uint block = 0;
        bool needsBlock = what.Kind == InodeKind.Directory || (what.Kind == InodeKind.SymbolicLink && !FitsInode(what.Target));
        if (outcome.IsDone && what.Target.Length >= (int)BlockBytes)
        {
            return Errno.NameTooLong;
        }

        outcome = outcome.IsDone && needsBlock ? _owner.TryMakeMetadata(_owner.FirstGoal(number), out block) : outcome;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        // Everything is there and stays there: the blocks to be changed are dirty, and so pinned. Nothing below can fail.
        Must(_owner.TryTakeInode(number, what.Kind));
        Ext2Inode inode = _owner.AddNew(number, in what);
        if (what.Kind == InodeKind.SymbolicLink)
        {
            inode.SetTarget(what.Target, block);
            WriteTarget(block, what.Target);
        }
        else if (what.Kind == InodeKind.Directory)
        {
            inode.BecomeDirectory(block, (uint)Number);
            ChangeLinks(1);
        }

        Insert(in room, name, inode);
        made = inode;
        return FileOutcome.Done;
    }

    public override FileOutcome TryLink(ReadOnlySpan<byte> name, Inode target)
    {
        FileOutcome outcome = TryMakeRoom(name, out Ext2Entry room);
        if (outcome.IsDone)
        {
            Ext2Inode inode = (Ext2Inode)target;
            Insert(in room, name, inode);
            inode.ChangeLinks(1);
        }

        return outcome;
    }

    public override FileOutcome TryRemove(ReadOnlySpan<byte> name, Inode child)
    {
        Ext2Inode inode = (Ext2Inode)child;
        FileOutcome outcome = _owner.TryAllowChange();
        outcome = outcome.IsDone && inode.IsDirectory ? inode.TryCheckEmpty() : outcome;
        Ext2Entry entry = default;
        outcome = outcome.IsDone ? TryFindEntry(name, out entry) : outcome;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        TakeAway(in entry);
        LoseName(inode);
        return FileOutcome.Done;
    }

    public override FileOutcome TryRename(ReadOnlySpan<byte> name, Inode child, Inode to, ReadOnlySpan<byte> newName, Inode? replaced)
    {
        Ext2Inode inode = (Ext2Inode)child;
        Ext2Inode target = (Ext2Inode)to;
        Ext2Inode? victim = (Ext2Inode?)replaced;
        FileOutcome outcome = _owner.TryAllowChange();
        outcome = outcome.IsDone && victim is { IsDirectory: true } ? victim.TryCheckEmpty() : outcome;
        Ext2Entry place = default;
        bool isProtected = false;
        if (outcome.IsDone)
        {
            outcome = victim is null ? target.TryMakeRoom(newName, out place) : target.TryPrepareReplace(newName, inode, victim, out place, out isProtected);
        }

        Ext2Entry old = default;
        outcome = outcome.IsDone ? TryFindEntry(name, out old) : outcome;
        bool isMoved = inode.IsDirectory && target != this;
        if (outcome.IsDone && inode.IsDirectory && !_owner.IsFresh(in old))
        {
            outcome = _owner.TryPin(old.Block, old.Block == place.Block ? WritePhase.Unreferenced : WritePhase.Departed);
        }

        uint dots = 0;
        outcome = outcome.IsDone && isMoved ? inode.TryMap(0, out dots) : outcome;
        outcome = outcome.IsDone && isMoved ? _owner.TryPin(dots, _owner.IsNew(dots) ? WritePhase.Unreferenced : WritePhase.Departed) : outcome;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        if (victim is null)
        {
            target.Insert(in place, newName, inode);
        }
        else
        {
            target.Replace(in place, inode, isProtected);
            target.LoseName(victim);
        }

        TakeMovedAway(in old, inode);
        if (isMoved)
        {
            inode.SetParent(dots, (uint)target.Number);
            ChangeLinks(-1);
            target.ChangeLinks(1);
        }

        return FileOutcome.Done;
    }

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

    /// <summary>Adds a name for an inode that is about to lose its only one, in this directory (lost+found): for the time of a commit.</summary>
    public FileOutcome TryShelter(Ext2Inode inode)
    {
        Span<byte> name = stackalloc byte[16];
        name[0] = (byte)'#';
        _ = System.Buffers.Text.Utf8Formatter.TryFormat(inode.Number, name[1..], out int digits); // ten at most
        name = name[..(digits + 1)];
        FileOutcome outcome = TryMakeRoom(name, out Ext2Entry room);
        if (outcome.IsDone)
        {
            Insert(in room, name, inode);
            inode.HasNewName = false;
            _owner.MakeDying(this, room);
        }

        return outcome;
    }

    /// <summary>An entry's length, when it makes sense; else 0.</summary>
    private static int LengthAt(ReadOnlySpan<byte> block, int offset)
    {
        if (offset > block.Length - Ext2Entry.HeaderSize)
        {
            return 0;
        }

        int length = Little.U16(block, offset + 4);
        bool isSane = length >= Ext2Entry.HeaderSize && (length & 3) == 0 && offset + length <= block.Length && Ext2Entry.SizeFor(block[offset + 6]) <= length;
        return isSane ? length : 0;
    }

    private static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> block, int offset) => block.Slice(offset + Ext2Entry.HeaderSize, block[offset + 6]);

    private static bool IsDots(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);

    private static void Must(FileOutcome outcome) => Panic.When(!outcome.IsDone, "a pinned block is not in the cache");

    private static byte TypeOf(InodeKind kind) => kind switch
    {
        InodeKind.File => 1,
        InodeKind.Directory => 2,
        InodeKind.CharacterDevice => 3,
        InodeKind.BlockDevice => 4,
        InodeKind.Fifo => 5,
        InodeKind.Socket => 6,
        InodeKind.SymbolicLink => 7,
        _ => 0,
    };

    private static InodeKind KindOfType(byte type) => type switch
    {
        1 => InodeKind.File,
        2 => InodeKind.Directory,
        3 => InodeKind.CharacterDevice,
        4 => InodeKind.BlockDevice,
        5 => InodeKind.Fifo,
        6 => InodeKind.Socket,
        7 => InodeKind.SymbolicLink,
        _ => InodeKind.None,
    };

    private bool IsShown(ReadOnlySpan<byte> bytes, uint block, int offset)
    {
        uint inode = Little.U32(bytes, offset);
        return inode != 0 && !IsDots(NameAt(bytes, offset)) && !_owner.IsDying(new Ext2Entry(block, offset, inode));
    }

    private FileOutcome TryGetBlock(uint index, out uint block, out Span<byte> bytes)
    {
        bytes = default;
        FileOutcome outcome = TryMap(index, out block);
        return !outcome.IsDone ? outcome : block == 0 ? Errno.InputOutput : _owner.Blocks.TryGet(block, out bytes);
    }

    private FileOutcome TryFindEntry(ReadOnlySpan<byte> name, out Ext2Entry entry)
    {
        FileOutcome outcome = TryFindAny(name, out entry);
        return outcome.IsDone && _owner.IsDying(in entry) ? Errno.NoEntry : outcome;
    }

    /// <summary>Finds a name, dying or not. NoEntry when it is in no block.</summary>
    private FileOutcome TryFindAny(ReadOnlySpan<byte> name, out Ext2Entry entry)
    {
        entry = default;
        for (uint index = 0; index < DirectoryBlocks; index++)
        {
            FileOutcome outcome = TryGetBlock(index, out uint block, out Span<byte> bytes);
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

                uint inode = Little.U32(bytes, offset);
                if (inode != 0 && bytes[offset + 6] == name.Length && NameAt(bytes, offset).SequenceEqual(name))
                {
                    entry = new Ext2Entry(block, offset, inode);
                    return FileOutcome.Done;
                }

                offset += length;
            }
        }

        return Errno.NoEntry;
    }

    private FileOutcome TryCheckEmpty()
    {
        for (uint index = 0; index < DirectoryBlocks; index++)
        {
            FileOutcome outcome = TryGetBlock(index, out uint block, out Span<byte> bytes);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            for (int offset = 0; offset < bytes.Length;)
            {
                int length = LengthAt(bytes, offset);
                if (length == 0 || IsShown(bytes, block, offset))
                {
                    return length == 0 ? Errno.InputOutput : Errno.NotEmpty;
                }

                offset += length;
            }
        }

        return FileOutcome.Done;
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
        outcome = outcome.IsDone ? _owner.TryMakeMetadata(goal, out block) : outcome;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        outcome = TrySetBlock(index, block, goal);
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
        Must(TrySetBlock(0, block, block));
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
