using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Mounting (C-31).</remarks>
public sealed partial class Vfs
{
    /// <summary>The first mount: the root of everything.</summary>
    public Location MountRoot(FileSystem fileSystem, MountFlags flags)
    {
        Panic.When(_mounts.Count != 0, "there is a root already");
        return RootOf(Add(fileSystem, _names.AddRoot(fileSystem.Root!), null, 0, flags));
    }

    /// <summary>Hangs a file system over a directory. NotDirectory when it is none.</summary>
    public Result<Mount> Mount(FileSystem fileSystem, Location over, MountFlags flags)
    {
        if (!At(over).IsDirectory)
        {
            return Errno.NotDirectory;
        }

        uint root = 0;
        foreach (Mount other in _mounts)
        {
            bool isWhole = other.FileSystem == fileSystem && (_names[other.Root].Flags & DentryFlags.Root) != 0;
            root = isWhole ? other.Root : root; // mounted twice: the same names
        }

        return Add(fileSystem, root != 0 ? root : _names.AddRoot(fileSystem.Root!), over.Mount, over.Dentry, flags);
    }

    /// <summary>Shows a directory, or a file, a second time (MS_BIND).</summary>
    public Result<Mount> Bind(Location shown, Location over, MountFlags flags)
    {
        if (At(shown).IsDirectory != At(over).IsDirectory)
        {
            return At(shown).IsDirectory ? Errno.NotDirectory : Errno.IsDirectory;
        }

        return Add(shown.Mount!.FileSystem, shown.Dentry, over.Mount, over.Dentry, flags);
    }

    /// <summary>The mount whose root a place is. Invalid when it is none (umount(2)).</summary>
    public static Result<Mount> MountAt(Location place) => place.Mount is { } mount && mount.Root == place.Dentry ? mount : Errno.Invalid;

    /// <summary>Takes a mount away. Busy while anything in it is open; the file system is written back and closed when it was its last mount.</summary>
    public async KernelTask<Errno> Unmount(Mount mount)
    {
        bool isLast = true;
        foreach (Mount other in _mounts)
        {
            isLast &= other == mount || other.FileSystem != mount.FileSystem;
        }

        if (mount.References != 0 || mount.Parent is null || !_mounts.Contains(mount))
        {
            return mount.Parent is null ? Errno.Invalid : Errno.Busy;
        }

        if (isLast && _names.Purge(mount.FileSystem) != 0)
        {
            return Errno.Busy;
        }

        _ = _mounts.Remove(mount);
        UnmarkPoint(mount.Point);
        _names.Release(mount.Root);
        _names.Release(mount.Point);
        mount.Parent.References--;
        if (!isLast)
        {
            return Errno.None;
        }

        if ((_names[mount.Root].Flags & DentryFlags.Root) != 0)
        {
            _names.DropRoot(mount.Root);
        }

        return await mount.FileSystem.Unmount();
    }

    /// <summary>Writes back what is older than the interval, again and again, until interrupted. Detach it once at boot.</summary>
    public async KernelTask RunWriteBack(IExecutive executive, TimeSpan interval, Interruption interruption)
    {
        while (await executive.Delay(interval, interruption) == WaitOutcome.Woken)
        {
            foreach (Mount mount in _mounts.ToArray())
            {
                mount.FileSystem.StartWriteBack();
            }
        }
    }

    /// <summary>Before power-off: everything that is dirty on any file system is written.</summary>
    public async KernelTask<Errno> SyncAll(IExecutive executive)
    {
        Errno first = Errno.None;
        foreach (Mount mount in _mounts.ToArray())
        {
            FileProgress progress = default;
            FileOutcome outcome = mount.FileSystem.TrySync(ref progress);
            while (outcome.IsWaiting)
            {
                await executive.Yield();
                outcome = mount.FileSystem.TrySync(ref progress);
            }

            first = first == Errno.None ? outcome.Error : first;
        }

        return first;
    }

    /// <summary>What is seen at a place: the root of the topmost mount there, or the place itself.</summary>
    [NoAllocation]
    private Location Descend(Location location)
    {
        while ((_names[location.Dentry].Flags & DentryFlags.MountPoint) != 0)
        {
            Mount? above = null;
            for (int i = 0; i < _mounts.Count; i++)
            {
                Mount candidate = _mounts[i];
                above = candidate.Parent == location.Mount && candidate.Point == location.Dentry ? candidate : above;
            }

            if (above is null)
            {
                return location;
            }

            location = RootOf(above);
        }

        return location;
    }

    /// <summary>Whether anything is mounted at a name, through any mount: then it is not removed or renamed.</summary>
    private bool IsMountPoint(uint dentry) => (_names[dentry].Flags & DentryFlags.MountPoint) != 0;

    private static Location RootOf(Mount mount) => new(mount, mount.Root);

    private Mount Add(FileSystem fileSystem, uint root, Mount? parent, uint point, MountFlags flags)
    {
        Mount mount = new(this, _nextMount++, fileSystem, root, parent, point, flags);
        _names.Acquire(root);
        if (parent is not null)
        {
            parent.References++;
            _names.Acquire(point);
            _names.Mark(point, DentryFlags.MountPoint);
        }

        _mounts.Add(mount);
        return mount;
    }

    private void UnmarkPoint(uint point)
    {
        bool isUsed = false;
        foreach (Mount other in _mounts)
        {
            isUsed |= other.Parent is not null && other.Point == point;
        }

        if (!isUsed)
        {
            _names.Mark(point, DentryFlags.None);
        }
    }
}
