using System;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Filling file pages. A request that needs a block of pointers first is parked, and goes on when any block has come: nobody waits for it.</remarks>
public sealed partial class Ext2FileSystem
{
    /// <summary>Dirty pages that are too many: writers wait for a commit.</summary>
    internal ulong DirtyPages { get; private set; }

    internal ulong MostDirtyPages { get; private set; }

    // Requests that wait for a block of pointers.
    private PageRead? _parked;

    public Errno Request(VmObject source, PageRange range)
    {
        Ext2Inode inode = (Ext2Inode)source.Tag!;
        for (PageNumber page = range.Start; page < range.End; page += 1)
        {
            FileOutcome outcome = TryFill(inode, source, page);
            if (outcome.IsWaiting)
            {
                Park(source, page);
            }
            else if (!outcome.IsDone)
            {
                return outcome.Error;
            }
        }

        return Errno.None;
    }

    /// <summary>A page will be written: there must be room for it on the disk. A commit decides where.</summary>
    public Errno PrepareWrite(VmObject source, PageNumber page)
    {
        if (IsReadOnly || HasFailed)
        {
            return IsReadOnly ? Errno.ReadOnlyFileSystem : Errno.InputOutput;
        }

        Ext2Inode inode = (Ext2Inode)source.Tag!;
        ulong needed = inode.BlocksToReserve(page);
        if (needed + Reserved > FreeBlocks)
        {
            WantCommit(); // reservations are generous, and what was freed may be waiting for a commit
            return Errno.NoSpace;
        }

        _reservedNow += needed;
        DirtyPages++;
        NoteDirty(inode);
        if (DirtyPages > MostDirtyPages)
        {
            WantCommit();
        }

        return Errno.None;
    }

    /// <summary>Maps each block of a page and starts the reads.</summary>
    private FileOutcome TryFill(Ext2Inode inode, VmObject source, PageNumber page)
    {
        int perPage = Math.Max(1, (int)PageNumber.Size / _blockSize);
        Span<uint> blocks = stackalloc uint[4];
        for (int i = 0; i < perPage; i++)
        {
            FileOutcome outcome = inode.TryMap((uint)((page.Value * (uint)perPage) + (uint)i), out blocks[i]);
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        FrameNumber frame = _memory.TryTakeFrame(source);
        if (frame.IsNone)
        {
            return Errno.NoMemory;
        }

        PageRead read = _reader.Take();
        read.Begin(source, page, frame);
        for (int i = 0; i < perPage; i++)
        {
            if (blocks[i] != 0)
            {
                read.Add((ulong)blocks[i] * _sectorsPerBlock, _sectorsPerBlock, i * _blockSize);
            }
        }

        read.Start(_cache.Device);
        return FileOutcome.Done;
    }

    private void Park(VmObject source, PageNumber page)
    {
        PageRead read = _reader.Take();
        read.Park(source, page);
        read.Next = _parked;
        _parked = read;
    }

    /// <summary>Tries the parked requests again whenever a page has come.</summary>
    private async KernelTask RunParked()
    {
        while (!_isStopping)
        {
            _ = await _cache.Arrivals.Wait();
            PageRead? read = _parked;
            _parked = null;
            while (read is not null)
            {
                PageRead? next = read.Next;
                Retry(read);
                read = next;
            }
        }
    }

    private void Retry(PageRead read)
    {
        VmObject source = read.Source!;
        FileOutcome outcome = source.Tag is Ext2Inode inode ? TryFill(inode, source, read.Page) : Errno.Stale;
        if (outcome.IsWaiting)
        {
            read.Next = _parked;
            _parked = read;
            return;
        }

        if (!outcome.IsDone)
        {
            source.Fail(read.Page, outcome.Error);
        }

        _reader.Return(read);
    }
}
