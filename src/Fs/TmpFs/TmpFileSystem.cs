using System.Runtime.CompilerServices;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A file system in memory: the pages are the files (tmpfs(5)).</summary>
/// <remarks>
/// Owns: its inodes, through their directories; and some files that were deleted, each with its object, for the next ones: where files come and go, the collector
/// has nothing to mark, to move or to look through. Pages are charged to an account, so that a full file system says ENOSPC and takes nothing from others.
/// </remarks>
public sealed class TmpFileSystem : FileSystem
{
    private const uint Magic = 0x0102_1994;

    private const int MostSpares = 256;

    private readonly TmpInode[] _spares = new TmpInode[MostSpares];
    private int _spareCount;
    private ulong _nextNumber = 1;

    /// <param name="memory">Where pages come from.</param>
    /// <param name="account">Pays for them; its limit is the file system's size.</param>
    /// <param name="device">st_dev.</param>
    /// <param name="clock">For times.</param>
    /// <param name="mostInodes">How many files it may have.</param>
    public TmpFileSystem(VirtualMemory memory, FrameAccount account, DeviceNumber device, IFileClock clock, ulong mostInodes = ulong.MaxValue)
        : base("tmpfs", device, clock, memory.Frames)
    {
        Memory = memory;
        Account = account;
        MostInodes = mostInodes;
        Root = new TmpInode(this, NextNumber(), new NewInode { Kind = InodeKind.Directory, Permissions = 0x3ff, Time = clock.Now }) { Links = 2 }; // 01777
    }

    public ulong MostInodes { get; }

    public ulong InodeCount { get; private set; }

    public override FileSystemStatus Status => new()
    {
        Magic = Magic,
        BlockSize = BlockSize,
        Blocks = Account.Limit,
        FreeBlocks = Account.Limit - Account.Used,
        AvailableBlocks = Account.Limit - Account.Used,
        Inodes = MostInodes,
        FreeInodes = MostInodes - InodeCount,
        MostNameBytes = (uint)MostNameBytes,
    };

    /// <summary>When it is the file system that is full, and not the machine, that is ENOSPC.</summary>
    public override FileOutcome OutOfMemory() => Account.Used >= Account.Limit ? Errno.NoSpace : Errno.NoMemory;

    internal VirtualMemory Memory { get; }

    internal FrameAccount Account { get; }

    internal TmpInode Make(in NewInode what)
    {
        ulong number = NextNumber();
        if (_spareCount == 0 || what.Kind != InodeKind.File)
        {
            return new TmpInode(this, number, in what);
        }

        TmpInode made = _spares[--_spareCount];
        made.Renew(number, in what);
        return made;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NextNumber()
    {
        InodeCount++;
        return _nextNumber++;
    }

    /// <summary>A file without any name, as memfd_create and shared memory have (C-04).</summary>
    /// <param name="permissions">Of the file.</param>
    /// <param name="who">Owns it.</param>
    /// <param name="account">Pays for its pages.</param>
    public Inode CreateUnnamed(ushort permissions, Credentials who, FrameAccount account) =>
        new TmpInode(
            this, NextNumber(), new NewInode { Kind = InodeKind.File, Permissions = permissions, Owner = who.User, Group = who.Group, Time = Clock.Now }, account) { Links = 0 };

    protected internal override void Unreferenced(Inode inode)
    {
        if (inode.Links == 0)
        {
            InodeCount--;
            TmpInode gone = (TmpInode)inode;
            if (_spareCount < MostSpares && gone.TryEmpty())
            {
                _spares[_spareCount++] = gone;
            }
            else
            {
                gone.Delete();
            }
        }
    }
}
