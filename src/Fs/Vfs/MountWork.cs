using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A mount or its end that was asked for by somebody who is no kernel task: it goes on by itself, and says when it is over.</summary>
/// <remarks>Owns: while it lasts, a hold on the place to mount over. States: under way → over.</remarks>
public sealed class MountWork
{
    private readonly Vfs _vfs;

    private MountWork(Vfs vfs) => _vfs = vfs;

    /// <summary>Woken when it is over.</summary>
    public FileEvent Ended { get; } = new();

    public bool IsOver { get; private set; }

    /// <summary>Why it came to nothing; when it is over.</summary>
    public Errno Error { get; private set; }

    /// <summary>Opens a file system and hangs it over a directory.</summary>
    /// <param name="vfs">The tree.</param>
    /// <param name="source">Where file systems come from.</param>
    /// <param name="type">As /proc/filesystems lists it.</param>
    /// <param name="device">The device's path, or any word.</param>
    /// <param name="options">The type's own.</param>
    /// <param name="over">The directory.</param>
    /// <param name="flags">What the mount restricts.</param>
    public static MountWork Mount(Vfs vfs, IFileSystemSource source, string type, string device, string options, Location over, MountFlags flags)
    {
        MountWork work = new(vfs);
        vfs.Acquire(over);
        ExecutiveWaits.Detach(work.Run(source, type, device, options, over, flags));
        return work;
    }

    /// <summary>Takes a mount away.</summary>
    public static MountWork Unmount(Vfs vfs, Mount mount)
    {
        MountWork work = new(vfs);
        ExecutiveWaits.Detach(work.Run(mount));
        return work;
    }

    private async KernelTask Run(IFileSystemSource source, string type, string device, string options, Location over, MountFlags flags)
    {
        if ((await source.Open(type, device, options, flags)).Ok(out FileSystem? opened, out Errno error))
        {
            error = _vfs.Mount(opened, over, flags).Error;
            if (error != Errno.None && !IsMounted(opened))
            {
                _ = await opened.Unmount(); // nothing was written to it
            }
        }

        _vfs.Release(over);
        End(error);
    }

    private async KernelTask Run(Mount mount) => End(await _vfs.Unmount(mount));

    private bool IsMounted(FileSystem fileSystem)
    {
        foreach (Mount mount in _vfs.Mounts)
        {
            if (mount.FileSystem == fileSystem)
            {
                return true;
            }
        }

        return false;
    }

    private void End(Errno error)
    {
        Error = error;
        IsOver = true;
        Ended.WakeAll();
    }
}
