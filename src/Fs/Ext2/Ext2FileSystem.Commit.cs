using System;
using System.Collections.Generic;
using Vela.Hal;
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
}
