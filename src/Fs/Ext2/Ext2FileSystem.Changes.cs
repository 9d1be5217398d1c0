using System.Collections.Generic;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>What changed since the last commit, beyond dirty inodes and blocks: names added, and names that are dying.</remarks>
public sealed partial class Ext2FileSystem
{
    private readonly HashSet<ulong> _fresh = [];
    private readonly HashSet<ulong> _dyingKeys = [];
    private readonly List<(Ext2Inode Directory, Ext2Entry Entry)> _dying = [];

    internal bool HasDying => _dying.Count != 0;

    internal bool IsFresh(in Ext2Entry entry) => _fresh.Contains(entry.Key);

    internal bool IsDying(in Ext2Entry entry) => _dyingKeys.Count != 0 && _dyingKeys.Contains(entry.Key);

    internal void NoteFresh(Ext2Entry entry) => _ = _fresh.Add(entry.Key);

    internal void ForgetFresh(in Ext2Entry entry) => _ = _fresh.Remove(entry.Key);

    internal bool HasBlock(uint block) => block > _firstDataBlock && block < _blockCount;

    public override FileOutcome OutOfMemory() =>
        _reader.UnderWay != 0 ? FileOutcome.Blocks(_reader.Over)
        : _cache.ReadsUnderWay is { } reads ? FileOutcome.Blocks(reads)
        : HasFailed || !(HasChanges || _isCommitting) ? Errno.NoMemory : NeedsCommit();

    /// <summary>The name goes at the end of the commit; until then nobody sees it here, and the disk has it.</summary>
    internal void MakeDying(Ext2Inode directory, Ext2Entry entry)
    {
        _ = _dyingKeys.Add(entry.Key);
        _dying.Add((directory, entry));
    }

    /// <summary>Brings a block in and keeps it there, to be written: what changes it afterwards cannot fail.</summary>
    internal FileOutcome TryPin(uint block, WritePhase phase)
    {
        FileOutcome outcome = _blocks.TryGet(block, out _);
        if (outcome.IsDone)
        {
            _blocks.MarkDirty(block, IsNew(block) ? WritePhase.Unreferenced : phase);
        }

        return outcome;
    }

    /// <summary>Gives a file a name in lost+found for the time of a commit: what e2fsck would do with it. Without such a directory, or room in it, nothing.</summary>
    internal FileOutcome TryShelter(Ext2Inode inode, out bool isSheltered)
    {
        isSheltered = false;
        FileOutcome outcome = Root!.TryLookup("lost+found"u8, out Inode? found);
        if (!outcome.IsDone || found is not Ext2Inode { IsDirectory: true } directory)
        {
            return outcome.IsWaiting ? outcome : FileOutcome.Done;
        }

        outcome = directory.TryShelter(inode);
        isSheltered = outcome.IsDone;
        return outcome.IsWaiting ? outcome : FileOutcome.Done;
    }

    /// <summary>Whether names and sizes may be changed now: not while a commit is writing them.</summary>
    internal FileOutcome TryAllowChange() =>
        IsReadOnly ? Errno.ReadOnlyFileSystem
        : HasFailed ? Errno.InputOutput
        : _isCommitting ? FileOutcome.Blocks(Committed) : FileOutcome.Done;

    /// <summary>Whether contents may be written now: not while far too much is dirty, or a commit may make room.</summary>
    internal FileOutcome TryAllowWrite()
    {
        if (IsReadOnly || HasFailed)
        {
            return IsReadOnly ? Errno.ReadOnlyFileSystem : Errno.InputOutput;
        }

        bool isTight = Reserved + 16 > FreeBlocks && HasChanges;
        return isTight || DirtyPages > 2 * MostDirtyPages ? NeedsCommit() : FileOutcome.Done;
    }

    /// <summary>Starts a commit, and lets the caller wait for it.</summary>
    internal FileOutcome NeedsCommit()
    {
        WantCommit();
        return FileOutcome.Blocks(Committed);
    }

    internal VmObject CreatePages(Ext2Inode inode, ulong size)
    {
        VmObject pages = _memory.CreatePaged(this, size, _account);
        pages.Tag = inode;
        return pages;
    }
}
