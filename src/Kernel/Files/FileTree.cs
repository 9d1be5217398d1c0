using System;
using System.Collections.Generic;
using System.Text;
using Vela.Boot;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;
using Vela.Shell;
using Terminal = Vela.Processes.Terminal;

namespace Vela.Kernel;

/// <summary>The machine's tree of files as it is at boot: the root, from a disk or in memory, /dev, /proc, /tmp.</summary>
/// <remarks>
/// Owns: the context that the kernel's own shell has. Others fork it, or are given less.
/// The root is the first disk or partition that holds ext2; without one it is in memory, with the files that came with the kernel. The boot option
/// root= says otherwise: root=/dev/NAME, or root=ram.
/// </remarks>
internal sealed class FileTree
{
    private const ushort Searchable = 0x1ed; // 0755
    private const ushort OwnerReadsAndWrites = 0x180;
    private const ushort EverybodyReadsAndWrites = 0x1b6;
    private static readonly TimeSpan _writeBackInterval = TimeSpan.FromSeconds(5);

    public static readonly DeviceNumber Console = new(5, 1);

    private readonly MachineRooms _rooms;
    private readonly IExecutive _executive;
    private PathContext? _root;

    public FileTree(MachineRooms rooms, MachineClock clock, Executive executive, IBootOptions options)
    {
        _rooms = rooms;
        _executive = executive;
        FileSystems = new MachineFileSystems(rooms, executive, clock);
        Proc = new ProcFiles(rooms, executive, options);
        Proc.Register(FileSystems.Processes);
    }

    /// <summary>What a path of the kernel starts at: everything, with all rights. There is none before <see cref="Build"/> is done.</summary>
    public PathContext Root
    {
        get
        {
            Panic.When(_root is null, "a path was used before there were files");
            return _root;
        }
    }

    public MachineFileSystems FileSystems { get; }

    /// <summary>What /proc tells of the machine.</summary>
    public ProcFiles Proc { get; }

    /// <summary>Mounts the root and what belongs into it. Once, at boot, when the disks are known.</summary>
    /// <param name="disks">Where the root may lie; each gets a name in /dev.</param>
    /// <param name="wanted">The boot option root=, if it was given.</param>
    public async KernelTask Build(IReadOnlyList<IBlockDevice> disks, string? wanted)
    {
        foreach (IBlockDevice disk in disks)
        {
            FileSystems.Add(disk);
        }

        FileSystem? onDisk = wanted == "ram" ? null : await FindRoot(disks, wanted);
        DirectoryReference top = new(
            _rooms.Vfs.MountRoot(onDisk ?? FileSystems.NewRoot(), MountFlags.None), RightsTable.Applicable(ObjectType.Directory));
        _root = new PathContext(_rooms.Vfs, top, top, Credentials.Kernel);
        if (onDisk is null)
        {
            Unpack();
        }

        AddDescriptorLinks();
        await MountAt("/dev", FileSystems.Devices);
        await MountAt("/proc", FileSystems.Processes);
        if (onDisk is null)
        {
            await MakeDirectory("/tmp", 0x3ff); // 01777
        }
        else if ((await FileSystems.Open("tmpfs", "tmpfs", "", MountFlags.None)).Ok(out FileSystem? temporary, out _))
        {
            await MountAt("/tmp", temporary);
        }

        ExecutiveWaits.Detach(_rooms.Vfs.RunWriteBack(_executive, _writeBackInterval, new Interruption(_executive)));
    }

    /// <summary>Adds what programs have in /dev: /dev/console and /dev/tty (programs get their own by that name), /dev/ptmx and /dev/pts; and /dev/mem.</summary>
    public async KernelTask AddProgramDevices(Terminal console, PseudoTerminalFileSystem pairs)
    {
        DeviceFileSystem devices = FileSystems.Devices;
        Register("console", new TerminalDevice(devices, Console, OwnerReadsAndWrites, console));
        Register("tty", new TerminalDevice(devices, new DeviceNumber(5, 0), EverybodyReadsAndWrites, console));
        Register("mem", new PhysicalMemoryDevice(devices, new DeviceWindow()));
        Register("ptmx", new PseudoTerminalMaster(devices, pairs));
        Panic.When(devices.AddDirectory("pts") != Errno.None, "a name in /dev is taken at boot");
        await MountAt("/dev/pts", pairs);
    }

    /// <summary>Names for what each process has open: /dev/fd, /dev/stdin and the like.</summary>
    private void AddDescriptorLinks()
    {
        AddLink("fd", "/proc/self/fd");
        AddLink("stdin", "/proc/self/fd/0");
        AddLink("stdout", "/proc/self/fd/1");
        AddLink("stderr", "/proc/self/fd/2");
    }

    private void AddLink(string name, string target) =>
        Panic.When(FileSystems.Devices.AddLink(name, target) != Errno.None, "a name in /dev is taken at boot");

    /// <summary>Before the machine ends: everything is written, and disks are left as a mount of Linux's wants to find them.</summary>
    public async KernelTask Close()
    {
        _ = await _rooms.Vfs.SyncAll(_executive); // what cannot be written now is told below
        List<FileSystem> closed = [];
        for (int i = _rooms.Vfs.Mounts.Count - 1; i >= 0; i--)
        {
            FileSystem fileSystem = _rooms.Vfs.Mounts[i].FileSystem;
            if (closed.Contains(fileSystem))
            {
                continue;
            }

            closed.Add(fileSystem);
            Errno error = await fileSystem.Unmount();
            if (error != Errno.None)
            {
                KernelLog.Write(Boot.LogLevel.Error, "files: " + fileSystem.Source + " was not written back: " + ErrorText.Of(error));
            }
        }
    }

    private async KernelTask<FileSystem?> FindRoot(IReadOnlyList<IBlockDevice> disks, string? wanted)
    {
        foreach (IBlockDevice disk in disks)
        {
            string name = "/dev/" + disk.Name;
            if (wanted is not null && wanted != name)
            {
                continue;
            }

            Result<FileSystem> opened = await FileSystems.Open("ext2", name, "", MountFlags.None);
            opened = opened.Error == Errno.ReadOnlyFileSystem ? await FileSystems.Open("ext2", name, "", MountFlags.ReadOnly) : opened;
            if (opened.Ok(out FileSystem? root, out Errno error))
            {
                KernelLog.Write(Boot.LogLevel.Information, "files: the root is " + name + (root.IsReadOnly ? ", read-only" : ""));
                return root;
            }

            if (wanted is not null || error != Errno.Invalid)
            {
                KernelLog.Write(Boot.LogLevel.Warning, "files: " + name + " cannot be the root: " + ErrorText.Of(error));
            }
        }

        KernelLog.Write(Boot.LogLevel.Information, "files: the root is in memory");
        return null;
    }

    private void Register(string name, DeviceInode device) =>
        Panic.When(FileSystems.Devices.Register(name, device) != Errno.None, "a name in /dev is taken at boot");

    /// <summary>Brings the files that came with the kernel to the root. A machine without the files it was given is of no use.</summary>
    private void Unpack()
    {
        Errno error = BootArchive.TryRead(out ReadOnlySpan<byte> archive);
        if (error == Errno.None && archive.IsEmpty)
        {
            return;
        }

        ulong start = Clock.Now;
        int bytes = archive.Length;
        error = error == Errno.None ? Initramfs.Unpack(_rooms.Vfs, Root, Root.Root, archive) : error;
        BootArchive.Release();
        if (error != Errno.None)
        {
            Stop.Panic(Encoding.UTF8.GetBytes(error is Errno.NoMemory or Errno.NoSpace
                ? "initramfs: there is not enough memory for the files that came with the kernel; give the machine more"
                : "initramfs: the files that came with the kernel cannot be read: " + ErrorText.Of(error)));
        }

        KernelLog.Write(Boot.LogLevel.Information, $"initramfs: {bytes >> 10} KiB unpacked in {(Clock.Now - start) / 1_000_000} ms");
    }

    private async KernelTask MakeDirectory(string path, ushort permissions)
    {
        byte[] name = Encoding.UTF8.GetBytes(path);
        Errno error = await _rooms.Waits.Settle(() =>
        {
            ushort mask = Root.Mask;
            Root.Mask = 0;
            FileOutcome outcome = _rooms.Vfs.TryMakeDirectory(Root, Root.Root, name, permissions);
            Root.Mask = mask;
            return outcome;
        });
        if (error is not (Errno.None or Errno.Exists))
        {
            KernelLog.Write(Boot.LogLevel.Error, "files: " + path + " cannot be made: " + ErrorText.Of(error));
        }
    }

    private async KernelTask MountAt(string path, FileSystem fileSystem)
    {
        await MakeDirectory(path, Searchable);
        byte[] name = Encoding.UTF8.GetBytes(path);
        Errno error = await _rooms.Waits.Settle(() =>
        {
            FileOutcome outcome = _rooms.Vfs.TryWalk(Root, Root.Root, name, WalkMode.Follow, out WalkResult found);
            return outcome.IsDone ? _rooms.Vfs.Mount(fileSystem, found.Found, MountFlags.None).Error : outcome;
        });
        if (error != Errno.None)
        {
            KernelLog.Write(Boot.LogLevel.Error, "files: " + path + " cannot be mounted: " + ErrorText.Of(error));
        }
    }
}
