using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Kernel;

/// <summary>The types of file systems this machine has, and the disks they may lie on.</summary>
/// <remarks>Owns: the caches of the disks, and /dev and /proc, of which there is one each.</remarks>
internal sealed class MachineFileSystems(MachineRooms rooms, IExecutive executive, IFileClock clock) : IFileSystemSource
{
    private const uint DiskMajor = 8;

    private readonly List<DeviceCache> _disks = [];
    private uint _nextUnnamed = 3;

    public DeviceFileSystem Devices { get; } = new(new DeviceNumber(0, 1), clock, rooms.Memory.Frames, new MachineRandom());

    public ProcFileSystem Processes { get; } = new(new DeviceNumber(0, 2), clock, rooms.Memory.Frames);

    /// <summary>A disk or partition was found: it gets a name in /dev, and can be mounted.</summary>
    public void Add(IBlockDevice disk)
    {
        DeviceCache cache = new(disk, rooms.Memory, executive, rooms.FileAccount);
        Errno error = Devices.Register(disk.Name, new BlockDeviceInode(Devices, new DeviceNumber(DiskMajor, (uint)_disks.Count), cache));
        Panic.When(error != Errno.None, "two disks have one name");
        foreach (DeviceCache other in _disks)
        {
            if (WholeOf(other.Device) == disk || WholeOf(disk) == other.Device)
            {
                cache.Overlap(other);
            }
        }

        _disks.Add(cache);
    }

    /// <summary>The disk that a partition is a part of; null for a disk.</summary>
    private static IBlockDevice? WholeOf(IBlockDevice device) => (device as Partition)?.Disk;

    /// <summary>The first file system, in memory: it may fill all of it, since what is in it was asked for by whoever started the machine.</summary>
    public FileSystem NewRoot() => NewTemporary("rootfs", rooms.Memory.Frames.Total, ulong.MaxValue);

    public async KernelTask<Result<FileSystem>> Open(string type, string source, string options, MountFlags flags)
    {
        switch (type)
        {
            case "tmpfs":
                return OpenTemporary(source, options);
            case "devtmpfs":
                return options.Length == 0 ? Devices : Errno.Invalid;
            case "proc":
                return options.Length == 0 ? Processes : Errno.Invalid;
            case "ext2":
                return options.Length == 0 ? await OpenDisk(source, flags) : Errno.Invalid;
            default:
                return Errno.NoDevice;
        }
    }

    /// <summary>A file system in memory with a size of its own, half of memory if nothing else is said (tmpfs(5)).</summary>
    private Result<FileSystem> OpenTemporary(string source, string options)
    {
        ulong frames = rooms.Memory.Frames.Total / 2;
        ulong inodes = ulong.MaxValue;
        foreach (string option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (option.StartsWith("size=", StringComparison.Ordinal) && TryParseSize(option.AsSpan(5), out ulong bytes))
            {
                frames = (bytes / FrameNumber.Size) + (bytes % FrameNumber.Size == 0 ? 0UL : 1);
            }
            else if (!option.StartsWith("nr_inodes=", StringComparison.Ordinal) || !TryParseSize(option.AsSpan(10), out inodes))
            {
                return Errno.Invalid;
            }
        }

        return NewTemporary(source, frames, inodes);
    }

    private TmpFileSystem NewTemporary(string source, ulong frames, ulong inodes) =>
        new(rooms.Memory, new FrameAccount(frames, rooms.FileAccount), new DeviceNumber(0, _nextUnnamed++), clock, inodes) { Source = source };

    private async KernelTask<Result<FileSystem>> OpenDisk(string source, MountFlags flags)
    {
        const string Directory = "/dev/";
        int index = source.StartsWith(Directory, StringComparison.Ordinal)
            ? _disks.FindIndex(disk => disk.Device.Name == source[Directory.Length..])
            : -1;
        if (index < 0)
        {
            return Errno.NotBlockDevice;
        }

        DeviceNumber number = new(DiskMajor, (uint)index);
        foreach (Mount mount in rooms.Vfs.Mounts)
        {
            if (mount.FileSystem.Device == number)
            {
                return mount.FileSystem; // mounted twice, it is one
            }
        }

        return (await Ext2FileSystem.Mount(_disks[index], rooms.Memory, executive, rooms.FileAccount, number, clock, flags))
            .Ok(out Ext2FileSystem? opened, out Errno error) ? opened : error;
    }

    /// <summary>Digits, and k, m, g for powers of 1,024.</summary>
    private static bool TryParseSize(ReadOnlySpan<char> text, out ulong size)
    {
        int shift = text.IsEmpty ? 0 : (text[^1] | 0x20) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        bool isNumber = ulong.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out size)
            && size <= ulong.MaxValue >> shift;
        size = isNumber ? size << shift : 0;
        return isNumber;
    }
}
