using System;
using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// Free blocks and inodes. A block is looked for next to the one before it, so that files lie in one piece, then in the rest of the group, then in the
/// others; a new directory goes where there is most room, and its files' inodes go there too (after Orlov, via "A Fast File System for UNIX", 1984).
/// Finding changes nothing, taking cannot fail: between the two an operation may still wait and start again.
/// </remarks>
public sealed partial class Ext2FileSystem
{
    private readonly List<uint> _freedBlocks = [];
    private readonly HashSet<uint> _newBlocks = [];

    /// <summary>Blocks promised to pages that were dirtied since the last commit began, and before.</summary>
    private ulong _reservedNow;
    private ulong _reservedInCommit;

    private ulong Reserved => _reservedNow + _reservedInCommit;

    /// <summary>A free block at or near another.</summary>
    internal FileOutcome TryFindBlock(uint goal, out uint block)
    {
        goal = goal >= _firstDataBlock && goal < _blockCount ? goal : _firstDataBlock;
        uint first = (goal - _firstDataBlock) / _blocksPerGroup;
        for (uint i = 0; i <= _groups.Length; i++)
        {
            uint group = (first + i) % (uint)_groups.Length;
            if (_groups[group].FreeBlocks == 0)
            {
                continue;
            }

            uint from = i == 0 ? (goal - _firstDataBlock) % _blocksPerGroup : 0;
            FileOutcome outcome = _blocks.TryGet(_groups[group].BlockBitmap, out Span<byte> bitmap);
            if (!outcome.IsDone)
            {
                block = 0;
                return outcome;
            }

            if (TryFindBit(bitmap, from, BlocksIn(group), out uint bit))
            {
                block = _firstDataBlock + (group * _blocksPerGroup) + bit;
                return FileOutcome.Done;
            }
        }

        block = 0;
        return Errno.NoSpace;
    }

    /// <summary>Marks a block that was found free as used.</summary>
    internal FileOutcome TryTakeBlock(uint block)
    {
        uint group = (block - _firstDataBlock) / _blocksPerGroup;
        FileOutcome outcome = _blocks.TryGet(_groups[group].BlockBitmap, out Span<byte> bitmap);
        if (outcome.IsDone)
        {
            SetBit(bitmap, (block - _firstDataBlock) % _blocksPerGroup);
            _blocks.MarkDirty(_groups[group].BlockBitmap, WritePhase.Last);
            _groups[group].FreeBlocks--;
            FreeBlocks--;
            _ = _newBlocks.Add(block);
        }

        return outcome;
    }

    /// <summary>Nothing in memory refers to the block any more. It is free once the disk agrees.</summary>
    internal void FreeBlock(uint block)
    {
        Panic.When(block < _firstDataBlock || block >= _blockCount, "a block outside the file system is freed");
        _blocks.Forget(block);
        _freedBlocks.Add(block);
    }

    /// <summary>Whether nothing on the disk refers to the block yet.</summary>
    internal bool IsNew(uint block) => _newBlocks.Contains(block);

    /// <summary>A zeroed metadata block near another.</summary>
    internal FileOutcome TryMakeMetadata(uint goal, out uint block)
    {
        FileOutcome outcome = TryFindBlock(goal, out block);
        outcome = outcome.IsDone ? _blocks.TryGetNew(block, out _) : outcome;
        outcome = outcome.IsDone ? TryTakeBlock(block) : outcome;
        if (!outcome.IsDone)
        {
            return outcome;
        }

        // Taking may have read the bitmap and so evicted the page: what comes back then is old, and is cleared again.
        outcome = _blocks.TryGetNew(block, out _);
        if (outcome.IsDone)
        {
            _blocks.MarkDirty(block, WritePhase.Unreferenced);
        }
        else
        {
            FreeBlock(block); // waiting: the next try takes another
        }

        return outcome;
    }

    /// <summary>A free inode: for a directory in a group with room, for anything else near its directory.</summary>
    internal FileOutcome TryFindInode(uint parent, InodeKind kind, out uint number)
    {
        uint first = kind == InodeKind.Directory ? RoomiestGroup(GroupOfInode(parent)) : GroupOfInode(parent);
        for (uint i = 0; i < _groups.Length; i++)
        {
            uint group = (first + i) % (uint)_groups.Length;
            if (_groups[group].FreeInodes == 0)
            {
                continue;
            }

            FileOutcome outcome = _blocks.TryGet(_groups[group].InodeBitmap, out Span<byte> bitmap);
            if (!outcome.IsDone)
            {
                number = 0;
                return outcome;
            }

            uint from = group == 0 ? _firstInode - 1 : 0;
            if (TryFindBit(bitmap, from, _inodesPerGroup, out uint bit) && bit >= from)
            {
                number = (group * _inodesPerGroup) + bit + 1;
                _blocks.MarkDirty(_groups[group].InodeBitmap, WritePhase.Last); // pinned: taking the inode cannot wait
                return FileOutcome.Done;
            }
        }

        number = 0;
        return Errno.NoSpace;
    }

    internal FileOutcome TryTakeInode(uint number, InodeKind kind)
    {
        uint group = GroupOfInode(number);
        FileOutcome outcome = _blocks.TryGet(_groups[group].InodeBitmap, out Span<byte> bitmap);
        if (outcome.IsDone)
        {
            SetBit(bitmap, (number - 1) % _inodesPerGroup);
            _blocks.MarkDirty(_groups[group].InodeBitmap, WritePhase.Last);
            _groups[group].FreeInodes--;
            _groups[group].Directories += kind == InodeKind.Directory ? 1u : 0;
        }

        return outcome;
    }

    /// <summary>Where to look for an inode's first block.</summary>
    internal uint FirstGoal(uint inode) => _firstDataBlock + (GroupOfInode(inode) * _blocksPerGroup);

    private static bool TryFindBit(ReadOnlySpan<byte> bitmap, uint from, uint count, out uint bit)
    {
        // There or close behind it, then eight free ones in a row behind it, then any behind it, then any at all.
        if (TryFindAny(bitmap, from, Math.Min(count, from + 32), out bit))
        {
            return true;
        }

        int whole = bitmap[(int)((from + 7) >> 3)..(int)(count >> 3)].IndexOf((byte)0);
        if (whole >= 0)
        {
            bit = (((from + 7) >> 3) + (uint)whole) << 3;
            return true;
        }

        return TryFindAny(bitmap, from, count, out bit) || TryFindAny(bitmap, 0, from, out bit);
    }

    private static bool TryFindAny(ReadOnlySpan<byte> bitmap, uint from, uint end, out uint bit)
    {
        for (bit = from; bit < end; bit++)
        {
            byte eight = bitmap[(int)(bit >> 3)];
            if (eight == byte.MaxValue)
            {
                bit |= 7;
            }
            else if ((eight & (1 << (int)(bit & 7))) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void SetBit(Span<byte> bitmap, uint bit)
    {
        ref byte eight = ref bitmap[(int)(bit >> 3)];
        Panic.When((eight & (1 << (int)(bit & 7))) != 0, "a block or inode is taken twice");
        eight |= (byte)(1 << (int)(bit & 7));
    }

    private static void ClearBit(Span<byte> bitmap, uint bit)
    {
        ref byte eight = ref bitmap[(int)(bit >> 3)];
        Panic.When((eight & (1 << (int)(bit & 7))) == 0, "a block or inode is freed twice");
        eight &= unchecked((byte)~(1 << (int)(bit & 7))); // the low eight bits
    }

    private uint BlocksIn(uint group) => Math.Min(_blocksPerGroup, _blockCount - _firstDataBlock - (group * _blocksPerGroup));

    private uint RoomiestGroup(uint near)
    {
        uint average = CountFreeInodes() / (uint)_groups.Length;
        uint best = near;
        uint most = 0;
        for (uint i = 0; i < _groups.Length; i++)
        {
            ref Ext2Group group = ref _groups[i];
            if (group.FreeInodes != 0 && group.FreeInodes >= average && group.FreeBlocks > most)
            {
                best = i;
                most = group.FreeBlocks;
            }
        }

        return best;
    }

    /// <summary>What was freed in a commit that is over may be used again.</summary>
    private FileOutcome TryReturn(uint block)
    {
        uint group = (block - _firstDataBlock) / _blocksPerGroup;
        FileOutcome outcome = _blocks.TryGet(_groups[group].BlockBitmap, out Span<byte> bitmap);
        if (outcome.IsDone)
        {
            ClearBit(bitmap, (block - _firstDataBlock) % _blocksPerGroup);
            _blocks.MarkDirty(_groups[group].BlockBitmap, WritePhase.Last);
            _groups[group].FreeBlocks++;
            FreeBlocks++;
        }

        return outcome;
    }

    private FileOutcome TryReturnInode(uint number, InodeKind kind)
    {
        uint group = GroupOfInode(number);
        FileOutcome outcome = _blocks.TryGet(_groups[group].InodeBitmap, out Span<byte> bitmap);
        if (outcome.IsDone)
        {
            ClearBit(bitmap, (number - 1) % _inodesPerGroup);
            _blocks.MarkDirty(_groups[group].InodeBitmap, WritePhase.Last);
            _groups[group].FreeInodes++;
            _groups[group].Directories -= kind == InodeKind.Directory ? 1u : 0;
        }

        return outcome;
    }
}
