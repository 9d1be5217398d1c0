using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Which block of the disk holds which block of the file: 12 direct pointers, then one, two and three levels of blocks of pointers.</remarks>
internal sealed partial class Ext2Inode
{
    /// <summary>Blocks from here on are cut off in memory; the commit frees them. None when it is the maximum.</summary>
    public uint CutAt { get; private set; } = uint.MaxValue;

    /// <summary>A range of blocks punched out in memory; the commit frees them.</summary>
    public (uint First, uint End) Punched { get; private set; }

    /// <summary>The block of the disk; 0: a hole.</summary>
    public FileOutcome TryMap(uint fileBlock, out uint block)
    {
        block = 0;
        if (fileBlock >= CutAt || (fileBlock >= Punched.First && fileBlock < Punched.End))
        {
            return FileOutcome.Done;
        }

        if (_runs.TryFind(fileBlock, out block))
        {
            return FileOutcome.Done;
        }

        if (fileBlock < Ext2Layout.DirectPointers)
        {
            block = _pointers[fileBlock];
            Remember(fileBlock, block, 1);
            return Valid(block);
        }

        Span<uint> path = stackalloc uint[3];
        int levels = PathTo(fileBlock, path);
        block = levels == 0 ? 0 : _pointers[Ext2Layout.DirectPointers + levels - 1];
        for (int level = levels - 1; level >= 0 && block != 0; level--)
        {
            FileOutcome outcome = Valid(block);
            Span<byte> pointers = default;
            outcome = outcome.IsDone ? _owner.Blocks.TryGet(block, out pointers) : outcome;
            if (!outcome.IsDone)
            {
                block = 0;
                return outcome;
            }

            block = Little.U32(pointers, (int)path[level] * 4);
            if (level == 0 && block != 0)
            {
                Remember(fileBlock, block, RunLength(pointers, path[0]));
            }
        }

        return Valid(block);
    }

    /// <summary>Makes the blocks of pointers on the way to a block of the file; starting again finds those made already.</summary>
    /// <param name="fileBlock">The block that is to get a place.</param>
    /// <param name="goal">Where to look for places; afterwards, where the block itself should lie: behind what points to it.</param>
    public FileOutcome TryMakePointers(uint fileBlock, ref uint goal)
    {
        if (fileBlock < Ext2Layout.DirectPointers)
        {
            return FileOutcome.Done;
        }

        Span<uint> path = stackalloc uint[3];
        int levels = PathTo(fileBlock, path);
        if (levels == 0)
        {
            return Errno.FileTooLarge;
        }

        int root = Ext2Layout.DirectPointers + levels - 1;
        if (_pointers[root] == 0)
        {
            FileOutcome made = _owner.TryMakeMetadata(goal, out uint first);
            if (!made.IsDone)
            {
                return made;
            }

            _pointers[root] = first;
            AddSectors(1);
            goal = first + 1;
        }

        uint at = _pointers[root];
        for (int level = levels - 1; level > 0; level--)
        {
            FileOutcome outcome = TryMakePointer(at, (int)path[level], ref goal, out at);
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        return FileOutcome.Done;
    }

    /// <summary>Lets a block of the file lie somewhere. The blocks of pointers are there.</summary>
    public FileOutcome TrySetBlock(uint fileBlock, uint block)
    {
        if (fileBlock < Ext2Layout.DirectPointers)
        {
            _pointers[fileBlock] = block;
            AddSectors(1);
            Remember(fileBlock, block, 1);
            return FileOutcome.Done;
        }

        Span<uint> path = stackalloc uint[3];
        int levels = PathTo(fileBlock, path);
        uint at = _pointers[Ext2Layout.DirectPointers + levels - 1];
        for (int level = levels - 1; ; level--)
        {
            FileOutcome outcome = _owner.Blocks.TryGet(at, out Span<byte> pointers);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            if (level == 0)
            {
                Point(at, pointers, (int)path[0], block);
                Remember(fileBlock, block, 1);
                return FileOutcome.Done;
            }

            at = Little.U32(pointers, (int)path[level] * 4);
        }
    }

    /// <summary>Everything is cut off: the inode is deleted.</summary>
    public void CutAll() => CutAt = 0;

    /// <summary>Frees what was cut off or punched out, in steps. Runs in a commit.</summary>
    public async KernelTask<Errno> FreeCut()
    {
        Errno error = Errno.None;
        if (CutAt != uint.MaxValue)
        {
            error = await FreeRange(CutAt, uint.MaxValue);
            CutAt = error == Errno.None ? uint.MaxValue : CutAt;
        }

        if (error == Errno.None && Punched.End != 0)
        {
            error = await FreeRange(Punched.First, Punched.End);
            Punched = error == Errno.None ? default : Punched;
        }

        return error;
    }

    /// <summary>How many blocks a page that becomes dirty may need: none when the disk has it, else its own and blocks of pointers.</summary>
    public ulong BlocksToReserve(PageNumber page)
    {
        uint perPage = Math.Max(1, (uint)PageNumber.Size / BlockBytes);
        ulong missing = 0;
        for (uint i = 0; i < perPage; i++)
        {
            uint fileBlock = (uint)((page.Value * perPage) + i);
            bool isThere = TryMap(fileBlock, out uint block).IsDone && block != 0;
            missing += isThere ? 0u : 1u;
        }

        // The pages of one block of pointers share it; a lone page far away needs up to three.
        return missing == 0 ? 0 : missing + (page.Value * perPage < Ext2Layout.DirectPointers ? 0u : 1u);
    }

    /// <summary>Deleted for good: nothing points anywhere any more.</summary>
    public void ForgetBlocks()
    {
        Array.Clear(_pointers);
        _runs.Clear();
        _sectors = 0;
        _size = 0;
        _attributesBlock = 0;
    }

    private async KernelTask<Errno> FreeRange(uint from, uint end)
    {
        _runs.Clear();
        if (Kind is not (InodeKind.File or InodeKind.Directory or InodeKind.SymbolicLink) || IsFastLink)
        {
            return Errno.None;
        }

        for (uint i = 0; i < Ext2Layout.DirectPointers; i++)
        {
            if (i >= from && i < end && _pointers[i] != 0)
            {
                Free(_pointers[i]);
                _pointers[i] = 0;
            }
        }

        ulong start = Ext2Layout.DirectPointers;
        ulong span = _owner.PointersPerBlock;
        for (int level = 1; level <= 3; level++)
        {
            int root = Ext2Layout.DirectPointers + level - 1;
            if (_pointers[root] != 0 && start < end && start + span > from)
            {
                Result<bool> freed = await FreeTree(_pointers[root], level, start, from, end);
                if (!freed.Ok(out bool isGone, out Errno error))
                {
                    return error;
                }

                _pointers[root] = isGone ? 0 : _pointers[root];
            }

            start += span;
            span *= _owner.PointersPerBlock;
        }

        _owner.NoteDirty(this);
        return Errno.None;
    }

    /// <summary>Frees the blocks of [from, end) under a block of pointers, at most three deep.</summary>
    /// <returns>Whether nothing is left under it, so that it is freed too.</returns>
    private async KernelTask<Result<bool>> FreeTree(uint block, int level, ulong start, uint from, uint end)
    {
        uint[] pointers = new uint[_owner.PointersPerBlock];
        Errno error = await ReadPointers(block, pointers);
        if (error != Errno.None)
        {
            return error;
        }

        ulong span = 1;
        for (int i = 1; i < level; i++)
        {
            span *= _owner.PointersPerBlock;
        }

        bool isEmpty = true;
        bool isChanged = false;
        for (uint i = 0; i < pointers.Length; i++)
        {
            ulong first = start + (i * span);
            if (pointers[i] != 0 && first < end && first + span > from)
            {
                if (level > 1)
                {
                    Result<bool> freed = await FreeTree(pointers[i], level - 1, first, from, end);
                    if (!freed.Ok(out bool isGone, out error))
                    {
                        return error;
                    }

                    pointers[i] = isGone ? 0 : pointers[i];
                    isChanged |= isGone;
                }
                else
                {
                    Free(pointers[i]);
                    pointers[i] = 0;
                    isChanged = true;
                }
            }

            isEmpty &= pointers[i] == 0;
        }

        if (isEmpty)
        {
            Free(block);
            return true;
        }

        error = isChanged ? await WritePointers(block, pointers) : Errno.None;
        return error != Errno.None ? error : false;
    }

    private async KernelTask<Errno> ReadPointers(uint block, uint[] into)
    {
        FileOutcome outcome;
        while (!(outcome = TryCopyPointers(block, into)).IsDone)
        {
            Errno error = await _owner.Wait(outcome);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    private FileOutcome TryCopyPointers(uint block, uint[] into)
    {
        FileOutcome outcome = Valid(block);
        Span<byte> bytes = default;
        outcome = outcome.IsDone ? _owner.Blocks.TryGet(block, out bytes) : outcome;
        for (int i = 0; outcome.IsDone && i < into.Length; i++)
        {
            into[i] = Little.U32(bytes, 4 * i);
        }

        return outcome;
    }

    private async KernelTask<Errno> WritePointers(uint block, uint[] pointers)
    {
        FileOutcome outcome;
        while (!(outcome = TryStorePointers(block, pointers)).IsDone)
        {
            Errno error = await _owner.Wait(outcome);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    private FileOutcome TryStorePointers(uint block, uint[] pointers)
    {
        FileOutcome outcome = _owner.Blocks.TryGet(block, out Span<byte> bytes);
        for (int i = 0; outcome.IsDone && i < pointers.Length; i++)
        {
            Little.Set32(bytes, 4 * i, pointers[i]);
        }

        if (outcome.IsDone)
        {
            _owner.Blocks.MarkDirty(block, _owner.IsNew(block) ? WritePhase.Unreferenced : WritePhase.Shortened);
        }

        return outcome;
    }

    /// <summary>Finds the block that a block of pointers refers to, and makes it where there is none.</summary>
    private FileOutcome TryMakePointer(uint holder, int index, ref uint goal, out uint block)
    {
        FileOutcome outcome = _owner.Blocks.TryGet(holder, out Span<byte> pointers);
        block = outcome.IsDone ? Little.U32(pointers, index * 4) : 0;
        if (!outcome.IsDone || block != 0)
        {
            return outcome;
        }

        outcome = _owner.TryMakeMetadata(goal, out block);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        outcome = _owner.Blocks.TryGet(holder, out pointers); // making one may have evicted the holder
        if (!outcome.IsDone)
        {
            _owner.FreeBlock(block);
            return outcome;
        }

        Point(holder, pointers, index, block);
        goal = block + 1;
        return FileOutcome.Done;
    }

    private void Point(uint holder, Span<byte> pointers, int index, uint block)
    {
        Little.Set32(pointers, index * 4, block);
        _owner.Blocks.MarkDirty(holder, _owner.IsNew(holder) ? WritePhase.Unreferenced : WritePhase.Lengthened);
        AddSectors(1);
    }

    private void Free(uint block)
    {
        _owner.FreeBlock(block);
        _sectors -= _owner.SectorsPerBlock;
    }

    private void AddSectors(uint blocks)
    {
        _sectors += blocks * _owner.SectorsPerBlock;
        _owner.NoteDirty(this);
    }

    /// <summary>The indices into the blocks of pointers, the last level's first.</summary>
    /// <returns>How many levels; 0: beyond all.</returns>
    private int PathTo(uint fileBlock, Span<uint> path)
    {
        ulong pointers = _owner.PointersPerBlock;
        ulong at = fileBlock - (uint)Ext2Layout.DirectPointers;
        ulong span = pointers;
        for (int levels = 1; levels <= 3; levels++)
        {
            if (at < span)
            {
                for (int i = 0; i < levels; i++)
                {
                    path[i] = (uint)(at % pointers);
                    at /= pointers;
                }

                return levels;
            }

            at -= span;
            span *= pointers;
        }

        return 0;
    }

    private static uint RunLength(ReadOnlySpan<byte> pointers, uint from)
    {
        uint block = Little.U32(pointers, (int)from * 4);
        uint count = 1;
        while (((int)(from + count) * 4) < pointers.Length && Little.U32(pointers, (int)(from + count) * 4) == block + count)
        {
            count++;
        }

        return count;
    }

    private FileOutcome Valid(uint block) => block == 0 || _owner.HasBlock(block) ? FileOutcome.Done : Errno.InputOutput;

    private void Remember(uint fileBlock, uint block, uint count)
    {
        if (block != 0 && _owner.HasBlock(block))
        {
            _runs.Add(fileBlock, block, count);
        }
    }
}
