using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>What a commit does about contents: blocks that were cut off are freed, pages get their blocks and are written.</remarks>
public sealed partial class Ext2FileSystem
{
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

    /// <summary>Gives a block of a file a place on the disk, next to the one before it; what points to it lies between the two.</summary>
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
        outcome = outcome.IsDone ? inode.TryMakePointers(fileBlock, ref goal) : outcome;
        if (outcome.IsDone && taken == 0)
        {
            outcome = TryFindBlock(goal, out uint found);
            outcome = outcome.IsDone ? TryTakeBlock(found) : outcome;
            taken = outcome.IsDone ? found : 0;
        }

        return outcome.IsDone ? inode.TrySetBlock(fileBlock, taken) : outcome;
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
}
