using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>The superblock and the group descriptors: counts, and whether the file system was unmounted.</remarks>
public sealed partial class Ext2FileSystem
{
    private uint SuperblockBlock => (uint)(Ext2Layout.SuperblockAt / (ulong)(uint)_blockSize);

    private int SuperblockOffset => (int)(Ext2Layout.SuperblockAt % (ulong)(uint)_blockSize);

    /// <summary>Writes whether it is in use (0), so that a check after a power cut looks at everything, or was unmounted.</summary>
    private async KernelTask<Errno> WriteState(ushort state)
    {
        FileOutcome outcome;
        while (!(outcome = TryEncodeState(state)).IsDone)
        {
            Errno error = await Wait(outcome);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return await Step(WritePhase.Last);
    }

    private FileOutcome TryEncodeState(ushort state)
    {
        FileOutcome outcome = _blocks.TryGet(SuperblockBlock, out Span<byte> block);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Span<byte> superblock = block[SuperblockOffset..];
        uint now = unchecked((uint)Clock.Now.Seconds); // 32 bits on the disk
        if (state == 0)
        {
            Little.Set32(superblock, Ext2Layout.MountTime, now);
            Little.Set16(superblock, Ext2Layout.MountCount, Little.U16(superblock, Ext2Layout.MountCount) + 1u);
            if (Little.U32(superblock, Ext2Layout.Revision) != 0)
            {
                // Before the first file beyond 2 GiB there must be this flag; e2fsck does not add it by itself.
                uint features = Little.U32(superblock, Ext2Layout.ReadOnlyFeatures) | Ext2Layout.LargeFile;
                Little.Set32(superblock, Ext2Layout.ReadOnlyFeatures, features);
            }
        }

        Little.Set32(superblock, Ext2Layout.WriteTime, now);
        Little.Set16(superblock, Ext2Layout.State, state);
        _blocks.MarkDirty(SuperblockBlock, WritePhase.Last);
        return FileOutcome.Done;
    }

    /// <summary>Puts the counts of free blocks and inodes into their blocks.</summary>
    private async KernelTask<Errno> WriteCounts()
    {
        for (uint group = 0; group < _groups.Length; group++)
        {
            FileOutcome outcome;
            while (!(outcome = TryEncodeGroup(group)).IsDone)
            {
                Errno error = await Wait(outcome);
                if (error != Errno.None)
                {
                    return error;
                }
            }
        }

        FileOutcome counts;
        while (!(counts = TryEncodeCounts()).IsDone)
        {
            Errno error = await Wait(counts);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    private FileOutcome TryEncodeGroup(uint group)
    {
        FileOutcome outcome = _blocks.TryGet(GroupBlock(group), out Span<byte> bytes);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Span<byte> entry = bytes.Slice((int)(group * Ext2Layout.GroupSize % (uint)_blockSize), Ext2Layout.GroupSize);
        ref Ext2Group its = ref _groups[group];
        bool isSame = Little.U16(entry, 12) == its.FreeBlocks && Little.U16(entry, 14) == its.FreeInodes && Little.U16(entry, 16) == its.Directories;
        if (!isSame)
        {
            Little.Set16(entry, 12, its.FreeBlocks);
            Little.Set16(entry, 14, its.FreeInodes);
            Little.Set16(entry, 16, its.Directories);
            _blocks.MarkDirty(GroupBlock(group), WritePhase.Last);
        }

        return outcome;
    }

    private FileOutcome TryEncodeCounts()
    {
        FileOutcome outcome = _blocks.TryGet(SuperblockBlock, out Span<byte> block);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Span<byte> superblock = block[SuperblockOffset..];
        uint inodes = CountFreeInodes();
        if (Little.U32(superblock, Ext2Layout.FreeBlocks) != FreeBlocks || Little.U32(superblock, Ext2Layout.FreeInodes) != inodes)
        {
            Little.Set32(superblock, Ext2Layout.FreeBlocks, FreeBlocks);
            Little.Set32(superblock, Ext2Layout.FreeInodes, inodes);
            _blocks.MarkDirty(SuperblockBlock, WritePhase.Last);
        }

        return outcome;
    }
}
