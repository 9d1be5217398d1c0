using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>An ext2 file system on a block device, read and write.</summary>
/// <remarks>
/// Owns: its inodes in memory, the maps of free blocks and inodes, the order in which changes reach the disk (<see cref="Commit"/>).
/// Does not own: the device's cache, names above it.
/// Changes are made in memory and reach the disk together, in a commit. Blocks for file contents are chosen only then (<see cref="PrepareWrite"/> reserves
/// room), so that a file written in any order lies in one piece, and a write never waits for a bitmap. What is freed is not used again before the commit
/// that freed it is over. docs/files.md gives the order and why it survives a power cut at any write.
/// States: mounted → (a metadata write failed) failed: reads go on, changes get EIO → unmounted.
/// Limits: blocks of 1, 2 and 4 KiB; linear directories; the features <see cref="Ext2Layout.FileTypes"/>, sparse_super and large_file.
/// </remarks>
public sealed partial class Ext2FileSystem : FileSystem, IPager
{
    /// <summary>How often in a row kernel work looks for memory again before it gives up: ten seconds.</summary>
    private const int MostStarved = 1000;

    private readonly DeviceCache _cache;
    private readonly VirtualMemory _memory;
    private readonly IExecutive _executive;
    private readonly FrameAccount _account;
    private readonly MetadataBlocks _blocks;
    private readonly PageReader _reader;
    private readonly Dictionary<uint, Ext2Inode> _inodes = [];
    private readonly DirtyInodes _dirty = new();
    private readonly int _blockSize;
    private readonly uint _sectorsPerBlock;
    private readonly uint _blockCount;
    private readonly uint _inodeCount;
    private readonly uint _firstDataBlock;
    private readonly uint _blocksPerGroup;
    private readonly uint _inodesPerGroup;
    private readonly uint _firstInode;
    private readonly int _inodeSize;
    private readonly uint _reservedBlocks;
    private readonly bool _hasFileTypes;
    private Ext2Group[] _groups = [];
    private int _starved;

    private Ext2FileSystem(DeviceCache cache, VirtualMemory memory, IExecutive executive, FrameAccount account, DeviceNumber device, IFileClock clock, ReadOnlySpan<byte> superblock)
        : base("ext2", device, clock, memory.Frames)
    {
        _cache = cache;
        _memory = memory;
        _executive = executive;
        _account = account;
        _blockSize = 1024 << (int)Little.U32(superblock, Ext2Layout.LogBlockSize);
        _sectorsPerBlock = (uint)_blockSize / BlockRequest.SectorSize;
        _blockCount = Little.U32(superblock, Ext2Layout.BlocksCount);
        _inodeCount = Little.U32(superblock, Ext2Layout.InodesCount);
        _firstDataBlock = Little.U32(superblock, Ext2Layout.FirstDataBlock);
        _blocksPerGroup = Little.U32(superblock, Ext2Layout.BlocksPerGroup);
        _inodesPerGroup = Little.U32(superblock, Ext2Layout.InodesPerGroup);
        _reservedBlocks = Little.U32(superblock, Ext2Layout.ReservedBlocks);
        bool isDynamic = Little.U32(superblock, Ext2Layout.Revision) != 0;
        _inodeSize = isDynamic ? Little.U16(superblock, Ext2Layout.InodeSize) : Ext2Layout.SmallInodeSize;
        _firstInode = isDynamic ? Little.U32(superblock, Ext2Layout.FirstInode) : 11;
        _hasFileTypes = isDynamic && (Little.U32(superblock, Ext2Layout.IncompatibleFeatures) & Ext2Layout.FileTypes) != 0;
        _blocks = new MetadataBlocks(cache, _blockSize, memory.Frames);
        _reader = new PageReader(memory, cache.Arrivals);
        _wanted = new KernelWaitQueue(executive);
        _batch = new WriteBatch(cache.Device, executive);
        BlockSize = (uint)_blockSize;
        MostLinks = Ext2Layout.MaxLinks;
    }

    public override FileSystemStatus Status
    {
        get
        {
            ulong free = FreeBlocks > Reserved ? FreeBlocks - Reserved : 0;
            return new FileSystemStatus
            {
                Magic = Ext2Layout.Magic,
                BlockSize = BlockSize,
                Blocks = _blockCount,
                FreeBlocks = free,
                AvailableBlocks = free > _reservedBlocks ? free - _reservedBlocks : 0,
                Inodes = _inodeCount,
                FreeInodes = CountFreeInodes(),
                MostNameBytes = (uint)MostNameBytes,
            };
        }
    }

    /// <summary>Whether a metadata write failed: the state on the disk is that of an earlier commit, and nothing more is written.</summary>
    public bool HasFailed { get; private set; }

    internal int BytesPerBlock => _blockSize;

    internal uint PointersPerBlock => (uint)_blockSize / 4;

    internal uint SectorsPerBlock => _sectorsPerBlock;

    internal MetadataBlocks Blocks => _blocks;

    internal bool HasFileTypes => _hasFileTypes;

    /// <summary>The largest file: as far as three levels of pointers reach, and as 32 bits can count sectors.</summary>
    internal ulong MostBytes
    {
        get
        {
            ulong pointers = PointersPerBlock;
            ulong blocks = 12 + pointers + (pointers * pointers) + (pointers * pointers * pointers);
            ulong sectors = (1UL << 32) - (1UL << 23); // room for the indirect blocks
            return Math.Min(blocks * (uint)_blockSize, sectors * BlockRequest.SectorSize);
        }
    }

    private uint FreeBlocks { get; set; }

    /// <summary>Mounts what a device holds.</summary>
    /// <param name="cache">The device's pages.</param>
    /// <param name="memory">Where file pages come from.</param>
    /// <param name="executive">Runs the commits.</param>
    /// <param name="account">Pays for file pages.</param>
    /// <param name="device">st_dev.</param>
    /// <param name="clock">For times.</param>
    /// <param name="access">Whether it is to be changed at all.</param>
    /// <returns>Invalid when it is no ext2 or has features unknown here; ReadOnlyFileSystem when only reading it is possible; Busy while the device is otherwise in use; EIO.</returns>
    public static async KernelTask<Result<Ext2FileSystem>> Mount(
        DeviceCache cache, VirtualMemory memory, IExecutive executive, FrameAccount account, DeviceNumber device, IFileClock clock, MountFlags access)
    {
        Errno error = await cache.BeginMount();
        if (error != Errno.None)
        {
            return error;
        }

        Result<Ext2FileSystem> opened = await Open(cache, memory, executive, account, device, clock, access);
        if (!opened.IsOk)
        {
            await cache.EndMount();
        }

        return opened;
    }

    private static async KernelTask<Result<Ext2FileSystem>> Open(
        DeviceCache cache, VirtualMemory memory, IExecutive executive, FrameAccount account, DeviceNumber device, IFileClock clock, MountFlags access)
    {
        FileOutcome outcome;
        while ((outcome = cache.TryGet(Ext2Layout.SuperblockAt, Ext2Layout.SuperblockSize, out _)).IsWaiting)
        {
            _ = await cache.Arrivals.Wait();
        }

        if (!outcome.IsDone)
        {
            return outcome.Error;
        }

        if (!TryCreate(cache, memory, executive, account, device, clock, access).Ok(out Ext2FileSystem? made, out Errno error))
        {
            return error;
        }

        error = await made.ReadGroups();
        error = error == Errno.None ? await made.ReadRoot() : error;
        error = error == Errno.None && !made.IsReadOnly ? await made.WriteState(0) : error;
        if (error != Errno.None)
        {
            return error;
        }

        ExecutiveWaits.Detach(made.RunParked());
        if (!made.IsReadOnly)
        {
            ExecutiveWaits.Detach(made.RunCommits());
        }

        return made;
    }

    public override async KernelTask<Errno> Unmount()
    {
        Errno error = Errno.None;
        if (!IsReadOnly)
        {
            error = await CommitAll();
            error = error == Errno.None ? await WriteState(Ext2Layout.CleanState) : error;
        }

        _isStopping = true;
        _wanted.WakeAll();
        _cache.Arrivals.WakeAll();

        foreach (Ext2Inode inode in _inodes.Values)
        {
            inode.DropPages();
        }

        _inodes.Clear();
        await _cache.EndMount();
        return error;
    }

    /// <summary>Kernel work waits for what a try named. An error when it named none.</summary>
    internal async KernelTask<Errno> Wait(FileOutcome outcome)
    {
        if (outcome.IsWaiting)
        {
            _starved = 0;
            _ = await _cache.Arrivals.Wait();
            return Errno.None;
        }

        if (outcome.Error == Errno.NoMemory && _starved++ < MostStarved)
        {
            _ = await _executive.Delay(TimeSpan.FromMilliseconds(10)); // pages that are being written will be free
            return Errno.None;
        }

        return outcome.Error;
    }

    private static Result<Ext2FileSystem> TryCreate(
        DeviceCache cache, VirtualMemory memory, IExecutive executive, FrameAccount account, DeviceNumber device, IFileClock clock, MountFlags access)
    {
        FileOutcome outcome = cache.TryGet(Ext2Layout.SuperblockAt, Ext2Layout.SuperblockSize, out Span<byte> superblock);
        if (!outcome.IsDone)
        {
            return outcome.Error;
        }

        bool isDynamic = Little.U32(superblock, Ext2Layout.Revision) != 0;
        uint incompatible = isDynamic ? Little.U32(superblock, Ext2Layout.IncompatibleFeatures) : 0;
        uint readOnly = isDynamic ? Little.U32(superblock, Ext2Layout.ReadOnlyFeatures) : 0;
        bool isSane = Little.U16(superblock, Ext2Layout.MagicAt) == Ext2Layout.Magic
            && Little.U32(superblock, Ext2Layout.LogBlockSize) <= 2
            && Little.U32(superblock, Ext2Layout.BlocksPerGroup) is > 0 and <= 32768
            && Little.U32(superblock, Ext2Layout.InodesPerGroup) is > 0 and <= 32768
            && Little.U32(superblock, Ext2Layout.BlocksCount) > Little.U32(superblock, Ext2Layout.FirstDataBlock)
            && (!isDynamic || Little.U16(superblock, Ext2Layout.InodeSize) is 128 or 256 or 512 or 1024);
        if (!isSane || (incompatible & ~Ext2Layout.FileTypes) != 0)
        {
            return Errno.Invalid;
        }

        bool mustRead = (access & MountFlags.ReadOnly) != 0 || cache.Device.IsReadOnly;
        bool canWrite = (readOnly & ~Ext2Layout.KnownReadOnlyFeatures) == 0;
        if (!canWrite && !mustRead)
        {
            return Errno.ReadOnlyFileSystem;
        }

        Ext2FileSystem made = new(cache, memory, executive, account, device, clock, superblock) { IsReadOnly = mustRead, Source = "/dev/" + cache.Device.Name };
        bool fits = (ulong)made._blockCount * (uint)made._blockSize <= cache.Pages.Size && made._inodesPerGroup <= (uint)made._blockSize * 8;
        return fits ? made : Errno.Invalid;
    }

    private async KernelTask<Errno> ReadGroups()
    {
        _groups = new Ext2Group[(_blockCount - _firstDataBlock + _blocksPerGroup - 1) / _blocksPerGroup];
        for (uint i = 0; i < _groups.Length; i++)
        {
            FileOutcome outcome;
            while (!(outcome = TryReadGroup(i)).IsDone)
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

    private uint GroupBlock(uint group) => _firstDataBlock + 1 + (group * Ext2Layout.GroupSize / (uint)_blockSize);

    private FileOutcome TryReadGroup(uint group)
    {
        FileOutcome outcome = _blocks.TryGet(GroupBlock(group), out Span<byte> bytes);
        if (outcome.IsDone)
        {
            ReadOnlySpan<byte> entry = bytes.Slice((int)(group * Ext2Layout.GroupSize % (uint)_blockSize), Ext2Layout.GroupSize);
            _groups[group] = new Ext2Group
            {
                BlockBitmap = Little.U32(entry, 0),
                InodeBitmap = Little.U32(entry, 4),
                InodeTable = Little.U32(entry, 8),
                FreeBlocks = Little.U16(entry, 12),
                FreeInodes = Little.U16(entry, 14),
                Directories = Little.U16(entry, 16),
            };
            FreeBlocks += _groups[group].FreeBlocks;
        }

        return outcome;
    }

    private async KernelTask<Errno> ReadRoot()
    {
        FileOutcome outcome;
        Ext2Inode? root;
        while (!(outcome = TryGetInode(Ext2Layout.RootInode, out root)).IsDone)
        {
            Errno error = await Wait(outcome);
            if (error != Errno.None)
            {
                return error;
            }
        }

        Root = root!;
        return root!.IsDirectory ? Errno.None : Errno.Invalid;
    }

    private uint CountFreeInodes()
    {
        uint sum = 0;
        foreach (ref readonly Ext2Group group in _groups.AsSpan())
        {
            sum += group.FreeInodes;
        }

        return sum;
    }
}
