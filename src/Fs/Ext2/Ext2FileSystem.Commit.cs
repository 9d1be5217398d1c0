using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// The commit: everything that changed since the last one reaches the disk, in an order that <c>e2fsck -p</c> can repair wherever it stops.
/// <list type="number">
/// <item>Contents; blocks that nothing on the disk refers to; directories with the new names in them and the old ones still there. A name whose inode is
/// not in use is dropped by e2fsck.</item>
/// <item>Directories in which a name leads elsewhere now; directories that a directory was moved out of.</item>
/// <item>Pointers cut off. Inodes: new directories before what is in them, then everything, then deleted directories after what was in them. A name whose
/// inode has lost its last link is dropped by e2fsck.</item>
/// <item>Pointers to blocks of files that grew. The names that were taken away, and the maps of what is free, which e2fsck recomputes.</item>
/// </list>
/// Between the steps the device's cache is flushed. What was freed is used again only when all is over, so that no step overwrites what the disk refers to.
/// </remarks>
public sealed partial class Ext2FileSystem
{
    private readonly KernelWaitQueue _wanted;
    private readonly WriteBatch _batch;
    private bool _isWanted;
    private bool _isCommitting;
    private bool _isStopping;
    private ulong _started;
    private ulong _completed;

    /// <summary>Woken when a commit is over.</summary>
    public FileEvent Committed { get; } = new();

    /// <summary>Commits so far.</summary>
    public ulong Commits => _completed;

    private bool HasChanges => _dirty.Count != 0 || _dying.Count != 0 || _blocks.DirtyCount != 0;

    public override void StartWriteBack()
    {
        if (HasChanges)
        {
            WantCommit();
        }
    }

    public override FileOutcome TrySync(ref FileProgress progress)
    {
        if (IsReadOnly || HasFailed)
        {
            return IsReadOnly ? FileOutcome.Done : Errno.InputOutput;
        }

        if (progress.Target == 0)
        {
            if (!HasChanges && !_isCommitting)
            {
                return FileOutcome.Done;
            }

            progress.Target = _started + 1; // one that begins from now on has everything
        }

        return _completed >= progress.Target ? FileOutcome.Done : NeedsCommit();
    }

    internal void WantCommit()
    {
        _isWanted = true;
        _wanted.WakeAll();
    }

    private async KernelTask RunCommits()
    {
        MostDirtyPages = Math.Max(16, Frames.Total / 8);
        while (!_isStopping)
        {
            if (!_isWanted)
            {
                _ = await _wanted.Wait();
                continue;
            }

            _isWanted = false;
            _started++;
            if (HasChanges && !HasFailed)
            {
                await CommitOnce();
            }

            _completed = _started;
            Committed.WakeAll();
            _cache.Arrivals.WakeAll(); // kernel tasks that wait for a commit look there
        }
    }

    private async KernelTask<Errno> CommitAll()
    {
        while (!_memory.Work())
        {
            await _executive.Yield(); // what was deleted last is told when its pages are gone
        }

        while ((HasChanges && !HasFailed) || _isWanted || _isCommitting)
        {
            WantCommit();
            _ = await _cache.Arrivals.Wait();
        }

        return HasFailed ? Errno.InputOutput : Errno.None;
    }

    private async KernelTask CommitOnce()
    {
        _isCommitting = true;
        _reservedInCommit = _reservedNow;
        _reservedNow = 0;
        DirtyPages = 0;
        Errno error = await Commit();
        _reservedInCommit = 0;
        _isCommitting = false;
        if (error != Errno.None)
        {
            HasFailed = true;
            foreach (Ext2Inode inode in _dirty.Collect())
            {
                inode.NoteWriteError(error);
            }
        }
    }

    private async KernelTask<Errno> Commit()
    {
        List<Ext2Inode> changed = _dirty.Collect();
        List<Ext2Inode> deleted = changed.FindAll(each => each.IsDeleted);
        deleted.ForEach(each => each.IsBeingFreed = true);
        Errno error = await FreeAndPlace(changed, deleted);
        error = error == Errno.None ? await Step(WritePhase.Unreferenced) : error;
        error = error == Errno.None ? await Step(WritePhase.Replaced) : error;
        error = error == Errno.None ? await Step(WritePhase.Departed) : error;
        error = error == Errno.None ? await Step(WritePhase.Shortened) : error;
        error = error == Errno.None ? await WriteInodes(changed) : error;
        error = error == Errno.None ? await Step(WritePhase.Lengthened) : error;
        error = error == Errno.None ? await FinishNames() : error;
        error = error == Errno.None ? await ReturnFreed(deleted) : error;
        error = error == Errno.None ? await WriteCounts() : error;
        error = error == Errno.None ? await Step(WritePhase.Last) : error;
        if (error == Errno.None)
        {
            _fresh.Clear();
            _newBlocks.Clear();
            ForgetClean(changed);
        }

        return error;
    }

    private async KernelTask<Errno> Step(WritePhase phase)
    {
        Errno error = _blocks.HasAny(phase) ? await _blocks.Write(phase, _batch) : Errno.None;
        return error == Errno.None ? await _batch.Flush() : error;
    }

    /// <summary>Frees what was cut off and deleted, then gives blocks to dirty pages and writes them.</summary>
    private async KernelTask<Errno> FreeAndPlace(List<Ext2Inode> changed, List<Ext2Inode> deleted)
    {
        foreach (Ext2Inode inode in changed)
        {
            Errno error = await inode.FreeCut();
            if (error != Errno.None)
            {
                return error;
            }
        }

        foreach (Ext2Inode inode in deleted)
        {
            Errno error = await FreeAll(inode);
            if (error != Errno.None)
            {
                return error;
            }
        }

        foreach (Ext2Inode inode in changed)
        {
            if (inode.WritablePages is { DirtyCount: not 0 } pages)
            {
                pages.Hold();
                Errno error = await WritePages(inode, pages);
                pages.Release();
                if (error != Errno.None)
                {
                    return error;
                }
            }
        }

        return await _batch.Drain();
    }

    private async KernelTask<Errno> FreeAll(Ext2Inode inode)
    {
        inode.CutAll();
        Errno error = await inode.FreeCut();
        if (error == Errno.None && inode.AttributesBlock != 0)
        {
            FileOutcome outcome;
            while (!(outcome = TryReleaseAttributes(inode.AttributesBlock)).IsDone)
            {
                error = await Wait(outcome);
                if (error != Errno.None)
                {
                    return error;
                }
            }
        }

        inode.ForgetBlocks();
        return error;
    }

    /// <summary>A block of extended attributes may be shared by several inodes; it counts them in its second word.</summary>
    private FileOutcome TryReleaseAttributes(uint block)
    {
        FileOutcome outcome = HasBlock(block) ? _blocks.TryGet(block, out _) : Errno.InputOutput;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        _ = _blocks.TryGet(block, out Span<byte> bytes); // it is there
        uint users = Little.U32(bytes, 4);
        if (users <= 1)
        {
            FreeBlock(block);
        }
        else
        {
            Little.Set32(bytes, 4, users - 1);
            _blocks.MarkDirty(block, WritePhase.Last);
        }

        return FileOutcome.Done;
    }

    private async KernelTask<Errno> WritePages(Ext2Inode inode, VmObject pages)
    {
        PageNumber at = default;
        while (pages.TryFindDirty(at, out PageNumber page))
        {
            at = page + 1;
            Errno error = await PlacePage(inode, page);
            if (error == Errno.NoSpace)
            {
                inode.NoteWriteError(error); // more was promised than there is: the page stays dirty
                continue;
            }

            if (error != Errno.None)
            {
                return error;
            }

            WritePage(inode, pages, page);
            if (_batch.IsFull)
            {
                _ = await _batch.Drain(); // pages remember their errors
            }
        }

        return Errno.None;
    }

    private async KernelTask<Errno> PlacePage(Ext2Inode inode, PageNumber page)
    {
        uint perPage = Math.Max(1, (uint)PageNumber.Size / (uint)_blockSize);
        for (uint i = 0; i < perPage; i++)
        {
            uint fileBlock = (uint)(page.Value * perPage) + i;
            uint taken = 0;
            FileOutcome outcome;
            while ((ulong)fileBlock * (uint)_blockSize < inode.Size && !(outcome = TryPlace(inode, fileBlock, ref taken)).IsDone)
            {
                Errno error = await Wait(outcome);
                if (error != Errno.None)
                {
                    return error;
                }
            }
        }

        return Errno.None;
    }

    /// <summary>Gives a block of a file a place on the disk, next to the one before it.</summary>
    private FileOutcome TryPlace(Ext2Inode inode, uint fileBlock, ref uint taken)
    {
        FileOutcome outcome = inode.TryMap(fileBlock, out uint block);
        if (!outcome.IsDone || block != 0)
        {
            return outcome;
        }

        uint before = 0;
        outcome = fileBlock == 0 ? FileOutcome.Done : inode.TryMap(fileBlock - 1, out before);
        uint goal = before != 0 ? before + 1 : FirstGoal((uint)inode.Number);
        if (outcome.IsDone && taken == 0)
        {
            outcome = TryFindBlock(goal, out uint found);
            outcome = outcome.IsDone ? TryTakeBlock(found) : outcome;
            taken = outcome.IsDone ? found : 0;
        }

        return outcome.IsDone ? inode.TrySetBlock(fileBlock, taken, taken + 1) : outcome;
    }

    private void WritePage(Ext2Inode inode, VmObject pages, PageNumber page)
    {
        if (inode.Size >> PageNumber.Shift == page.Value)
        {
            inode.ClearTail();
        }

        FrameNumber frame = pages.BeginClean(page);
        if (frame.IsNone)
        {
            return;
        }

        uint perPage = Math.Max(1, (uint)PageNumber.Size / (uint)_blockSize);
        PageWrite write = new(pages, page, frame);
        for (uint i = 0; i < perPage;)
        {
            // Blocks that follow one another on the disk are one piece.
            _ = inode.TryMap((uint)(page.Value * perPage) + i, out uint block); // known: it was placed a moment ago
            uint count = 1;
            while (i + count < perPage && inode.TryMap((uint)(page.Value * perPage) + i + count, out uint next).IsDone && next == block + count)
            {
                count++;
            }

            if (block != 0)
            {
                _batch.Write((ulong)block * _sectorsPerBlock, count * _sectorsPerBlock, frame.Address + (i * (ulong)(uint)_blockSize), write);
            }

            i += block == 0 ? 1 : count;
        }

        WriteBatch.End(write);
    }

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
