using System;
using System.Collections.Generic;
using System.Text;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>/dev: devices by name. Whoever owns a device registers its inode.</summary>
/// <remarks>Owns: names and directories. Does not own: what the devices do (<see cref="DeviceInode"/>).</remarks>
public sealed class DeviceFileSystem : FileSystem
{
    private const uint Magic = 0x0102_1994;

    private readonly NamedDirectory _root;
    private readonly List<DeviceCache> _disks = [];
    private ulong _nextNumber = 1;

    public DeviceFileSystem(DeviceNumber device, IFileClock clock, Frames frames, IRandomSource random)
        : base("devtmpfs", device, clock, frames)
    {
        _root = new NamedDirectory(this, NextNumber());
        Root = _root;
        foreach (MemoryDevice each in (ReadOnlySpan<MemoryDevice>)[MemoryDevice.Null, MemoryDevice.Zero, MemoryDevice.Full, MemoryDevice.Random, MemoryDevice.Urandom])
        {
            string name = each switch
            {
                MemoryDevice.Null => "null",
                MemoryDevice.Zero => "zero",
                MemoryDevice.Full => "full",
                MemoryDevice.Random => "random",
                _ => "urandom",
            };
            Panic.When(Register(name, new MemoryDeviceInode(this, each, random)) != Errno.None, "a device name is taken at boot");
        }
    }

    public override FileSystemStatus Status => new() { Magic = Magic, BlockSize = BlockSize, MostNameBytes = (uint)MostNameBytes };

    /// <summary>Gives a device a name, which may lie in directories that are made as needed: tty1, pts/0, input/event0. Exists when it is taken.</summary>
    public Errno Register(string name, DeviceInode device)
    {
        NamedDirectory directory = _root;
        string[] parts = name.Split('/');
        for (int i = 0; i < parts.Length - 1; i++)
        {
            byte[] part = Encoding.UTF8.GetBytes(parts[i]);
            if (directory.TryGet(part) is NamedDirectory inner)
            {
                directory = inner;
                continue;
            }

            NamedDirectory made = new(this, NextNumber());
            Errno taken = directory.Add(part, made);
            if (taken != Errno.None)
            {
                return taken;
            }

            directory = made;
        }

        Errno error = directory.Add(Encoding.UTF8.GetBytes(parts[^1]), device);
        if (error == Errno.None && device is BlockDeviceInode disk)
        {
            _disks.Add(disk.Cache);
        }

        return error;
    }

    /// <summary>Makes an empty directory, to mount something there: pts. Exists when the name is taken.</summary>
    public Errno AddDirectory(string name) => _root.Add(Encoding.UTF8.GetBytes(name), new NamedDirectory(this, NextNumber()));

    /// <summary>Adds a symbolic link: fd, to /proc/self/fd. Exists when the name is taken.</summary>
    public Errno AddLink(string name, string target) =>
        _root.Add(Encoding.UTF8.GetBytes(name), new NamedLink(this, NextNumber(), Encoding.UTF8.GetBytes(target)));

    /// <summary>What programs wrote to disks.</summary>
    public override FileOutcome TrySync(ref FileProgress progress)
    {
        for (; progress.Done < (ulong)_disks.Count; progress = new FileProgress { Done = progress.Done + 1 })
        {
            FileOutcome outcome = _disks[(int)progress.Done].TrySync(ref progress);
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        return FileOutcome.Done;
    }

    public override void StartWriteBack() => _disks.ForEach(static disk => disk.StartWriteBack());

    public override FileOutcome OutOfMemory()
    {
        FileOutcome outcome = Errno.NoMemory;
        for (int i = 0; i < _disks.Count && !outcome.IsWaiting; i++)
        {
            outcome = _disks[i].OutOfMemory();
        }

        return outcome;
    }

    internal ulong NextNumber() => _nextNumber++;

    protected internal override void Unreferenced(Inode inode)
    {
    }
}
