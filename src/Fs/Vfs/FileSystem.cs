using System.Diagnostics.CodeAnalysis;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>One file system: a tree of inodes with one root, mounted in any number of places.</summary>
/// <remarks>
/// Owns: its inodes (one object for each number, S-33), its place on a device. Does not own: names on the way to it (<see cref="DentryCache"/>),
/// mounts. docs/add-a-file-system.md says how to write one.
/// </remarks>
public abstract class FileSystem
{
    protected FileSystem(string typeName, DeviceNumber device, IFileClock clock, Frames frames)
    {
        Frames = frames;
        TypeName = typeName;
        Device = device;
        Clock = clock;
    }

    /// <summary>As mount(2) calls the type.</summary>
    public string TypeName { get; }

    /// <summary>What it lies on, for /proc/mounts.</summary>
    public string Source { get; init; } = "none";

    /// <summary>st_dev.</summary>
    public DeviceNumber Device { get; }

    public IFileClock Clock { get; }

    /// <summary>Where the bytes of cached pages are.</summary>
    public Frames Frames { get; }

    [DisallowNull]
    public Inode? Root { get; protected set; }

    public bool IsReadOnly { get; protected set; }

    /// <summary>Whether names may come and go without the VFS: then each lookup asks, and nothing is remembered.</summary>
    public bool IsVolatile { get; protected init; }

    /// <summary>The size of a good transfer.</summary>
    public uint BlockSize { get; protected set; } = 4096;

    /// <summary>The longest name in a directory.</summary>
    public virtual int MostNameBytes => 255;

    public uint MostLinks { get; protected init; } = uint.MaxValue;

    public abstract FileSystemStatus Status { get; }

    /// <summary>Sees to it that everything written before survives a loss of power; done when it does.</summary>
    public virtual FileOutcome TrySync(ref FileProgress progress) => FileOutcome.Done;

    /// <summary>There was no frame for a page: waits for dirty pages to become clean, or fails.</summary>
    public virtual FileOutcome OutOfMemory() => Errno.NoMemory;

    /// <summary>Starts writing back what is dirty, and does not wait.</summary>
    public virtual void StartWriteBack()
    {
    }

    /// <summary>Writes everything back and lets go of the device. Nothing is open any more.</summary>
    public virtual KernelTask<Errno> Unmount() => Succeeded();

    /// <summary>Nobody refers to the inode now: forget it, or delete it when it has no name left.</summary>
    protected internal abstract void Unreferenced(Inode inode);

    private static async KernelTask<Errno> Succeeded()
    {
        await KernelTask.Completed;
        return Errno.None;
    }
}
