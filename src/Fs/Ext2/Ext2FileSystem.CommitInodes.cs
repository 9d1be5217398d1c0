using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>What a commit does about inodes and the names that lead to them, in the order that docs/files.md explains.</remarks>
public sealed partial class Ext2FileSystem
{
    /// <summary>Inodes: new directories before what is in them, deleted directories after what was in them.</summary>
    private async KernelTask<Errno> WriteInodes(List<Ext2Inode> changed)
    {
        HashSet<uint> made = [];
        HashSet<uint> gone = [];
        foreach (Ext2Inode inode in changed)
        {
            bool isMade = inode.IsDirectory && !inode.IsOnDisk && inode.Links != 0;
            bool isGone = inode.IsDirectory && inode.Links == 0;
            _ = (isMade && made.Add((uint)inode.Number)) || (isGone && gone.Add((uint)inode.Number));
        }

        while (made.Count != 0)
        {
            Errno error = await WriteWave(changed.FindAll(each => made.Contains((uint)each.Number) && !made.Contains(each.Parent)), made);
            if (error != Errno.None)
            {
                return error;
            }
        }

        Errno written = await WriteWave(changed.FindAll(each => !(each.IsDirectory && each.Links == 0)), made);
        while (gone.Count != 0 && written == Errno.None)
        {
            HashSet<uint> parents = [];
            foreach (Ext2Inode inode in changed)
            {
                _ = gone.Contains((uint)inode.Number) && parents.Add(inode.Parent);
            }

            written = await WriteWave(changed.FindAll(each => gone.Contains((uint)each.Number) && !parents.Contains((uint)each.Number)), gone);
        }

        return written;
    }

    private async KernelTask<Errno> WriteWave(List<Ext2Inode> wave, HashSet<uint> pending)
    {
        foreach (Ext2Inode inode in wave)
        {
            _ = pending.Remove((uint)inode.Number);
            bool isDirty = inode.WritablePages is { DirtyCount: not 0 } || (inode.IsDeleted && !inode.IsBeingFreed);
            if (!isDirty)
            {
                _dirty.Remove(inode); // what changes from here on is the next commit's
            }

            if (inode.Links == 0 && !inode.IsOnDisk)
            {
                continue; // the disk never had it
            }

            FileOutcome outcome;
            while (!(outcome = TryEncode(inode)).IsDone)
            {
                Errno error = await Wait(outcome);
                if (error != Errno.None)
                {
                    return error;
                }
            }

            inode.IsOnDisk = true;
            inode.HasNewName = false;
        }

        return await Step(WritePhase.Inodes);
    }

    private async KernelTask<Errno> FinishNames()
    {
        foreach ((Ext2Inode directory, Ext2Entry entry) in _dying)
        {
            FileOutcome outcome;
            while (directory.Links != 0 && !(outcome = TryErase(entry)).IsDone)
            {
                Errno error = await Wait(outcome);
                if (error != Errno.None)
                {
                    return error;
                }
            }
        }

        _dying.Clear();
        _dyingKeys.Clear();
        return Errno.None;
    }

    private FileOutcome TryErase(Ext2Entry entry)
    {
        FileOutcome outcome = _blocks.TryGet(entry.Block, out Span<byte> bytes);
        if (outcome.IsDone)
        {
            Ext2Inode.Erase(bytes, entry.Offset);
            _blocks.MarkDirty(entry.Block, WritePhase.Last);
        }

        return outcome;
    }

    private async KernelTask<Errno> ReturnFreed(List<Ext2Inode> deleted)
    {
        foreach (uint block in _freedBlocks)
        {
            FileOutcome outcome;
            while (!(outcome = TryReturn(block)).IsDone)
            {
                Errno error = await Wait(outcome);
                if (error != Errno.None)
                {
                    return error;
                }
            }
        }

        _freedBlocks.Clear();
        foreach (Ext2Inode inode in deleted)
        {
            FileOutcome outcome;
            while (!(outcome = TryReturnInode((uint)inode.Number, inode.Kind)).IsDone)
            {
                Errno error = await Wait(outcome);
                if (error != Errno.None)
                {
                    return error;
                }
            }

            _ = _inodes.Remove((uint)inode.Number);
            _dirty.Remove(inode);
        }

        return Errno.None;
    }

    /// <summary>Inodes nobody refers to, and that the disk has as they are, are forgotten now.</summary>
    private void ForgetClean(List<Ext2Inode> changed)
    {
        foreach (Ext2Inode inode in changed)
        {
            if (inode.WritablePages is { DirtyCount: not 0 })
            {
                NoteDirty(inode);
            }
            else if (inode.Links != 0 && !inode.IsReferenced && !inode.IsDirty)
            {
                Forget(inode);
            }
        }
    }
}
