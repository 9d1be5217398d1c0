using System;
using System.Text;
using Vela.Boot;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The machine's tree of files as it is at boot: the root with the first files, /dev, /proc, /tmp.</summary>
/// <remarks>Owns: the context that the kernel's own shell has. Others fork it, or are given less.</remarks>
internal sealed class FileTree
{
    private const ushort Searchable = 0x1ed; // 0755

    private readonly MachineRooms _rooms;

    public FileTree(MachineRooms rooms, MachineClock clock, MachineConsole console, Executive executive, IBootOptions options)
    {
        _rooms = rooms;
        FileSystems = new MachineFileSystems(rooms, clock);
        new ProcFiles(rooms, executive, options).Register(FileSystems.Processes);
        Register("console", new ConsoleDevice(FileSystems.Devices, new DeviceNumber(5, 1), console));
        Register("tty", new ConsoleDevice(FileSystems.Devices, new DeviceNumber(5, 0), console));

        DirectoryReference top = new(rooms.Vfs.MountRoot(FileSystems.NewRoot(), MountFlags.None), RightsTable.Applicable(ObjectType.Directory));
        Root = new PathContext(rooms.Vfs, top, top, Credentials.Kernel);
        Unpack();
        MountAt("/dev", FileSystems.Devices);
        MountAt("/proc", FileSystems.Processes);
        MakeDirectory("/tmp", 0x3ff); // 01777
    }

    /// <summary>What a path of the kernel starts at: everything, with all rights.</summary>
    public PathContext Root { get; }

    public MachineFileSystems FileSystems { get; }

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
            string why = error is Errno.NoMemory or Errno.NoSpace
                ? $"there is not enough memory for the first files ({bytes >> 20} MiB); give the machine more"
                : $"the archive of the first files is broken ({error})";
            Stop.Panic(Encoding.UTF8.GetBytes("initramfs: " + why));
        }

        KernelLog.Write(Boot.LogLevel.Information, $"initramfs: {bytes >> 10} KiB unpacked in {(Clock.Now - start) / 1_000_000} ms");
    }

    private void MakeDirectory(string path, ushort permissions)
    {
        ushort mask = Root.Mask;
        Root.Mask = 0;
        Errno error = _rooms.Vfs.TryMakeDirectory(Root, Root.Root, Encoding.UTF8.GetBytes(path), permissions).Error;
        Root.Mask = mask;
        if (error is not (Errno.None or Errno.Exists))
        {
            KernelLog.Write(Boot.LogLevel.Error, $"files: cannot make {path}: {error}");
        }
    }

    private void MountAt(string path, FileSystem fileSystem)
    {
        MakeDirectory(path, Searchable);
        FileOutcome outcome = _rooms.Vfs.TryWalk(Root, Root.Root, Encoding.UTF8.GetBytes(path), WalkMode.Follow, out WalkResult found);
        Errno error = outcome.IsDone ? _rooms.Vfs.Mount(fileSystem, found.Found, MountFlags.None).Error : outcome.Error;
        if (error != Errno.None)
        {
            KernelLog.Write(Boot.LogLevel.Error, $"files: cannot mount {path}: {error}");
        }
    }
}
