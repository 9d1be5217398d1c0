using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Giving, moving and taking away names.</remarks>
internal sealed partial class Ext2Inode
{
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
}
