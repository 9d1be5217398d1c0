using System;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Attributes (stat(2), chmod(2), chown(2), utimensat(2), access(2), truncate(2), statfs(2)), and names of places (getcwd(2)).</remarks>
public sealed partial class Vfs
{
    private const ushort SetUserId = 0x800;

    public FileOutcome TryCheckAccess(PathContext context, in DirectoryReference start, in PathText path, WalkMode mode, FileAccess access)
    {
        FileOutcome outcome = TryWalk(context, in start, path, mode, out WalkResult found);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Rights needed = ((access & FileAccess.Write) != 0 ? Rights.Write : Rights.None) | ((access & FileAccess.Read) != 0 ? Rights.Read : Rights.None);
        needed |= (access & FileAccess.Execute) != 0 && found.Inode!.Kind == InodeKind.File ? Rights.Execute : Rights.None;
        bool isWritable = (access & FileAccess.Write) == 0 || !found.Found.Mount!.IsReadOnly || found.Inode!.Kind is InodeKind.CharacterDevice;
        return !isWritable ? Errno.ReadOnlyFileSystem
            : (found.Rights & needed) != needed ? Errno.AccessDenied
            : found.Inode!.Check(context.Who, access);
    }

    public FileOutcome TryReadLink(PathContext context, in DirectoryReference start, in PathText path, Span<byte> into, out int length)
    {
        length = 0;
        FileOutcome outcome = TryWalk(context, in start, path, WalkMode.AllowEmpty, out WalkResult found);
        return outcome.IsDone ? found.Inode!.TryReadLink(context, into, out length) : outcome;
    }

    public FileOutcome TryResize(PathContext context, in DirectoryReference start, in PathText path, ulong size)
    {
        FileOutcome outcome = TryWalk(context, in start, path, WalkMode.Follow, out WalkResult found);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Inode inode = found.Inode!;
        Errno refused = inode.IsDirectory ? Errno.IsDirectory
            : inode.Kind != InodeKind.File || size > long.MaxValue ? Errno.Invalid
            : inode.Check(context.Who, FileAccess.Write);
        refused = refused == Errno.None ? Refusal(inode, found.Found.Mount!, found.Rights, FileAccess.Write) : refused;
        refused = refused == Errno.None && (found.Rights & Rights.Resize) == 0 ? Errno.AccessDenied : refused;
        outcome = refused == Errno.None ? inode.TryResize(size) : refused;
        if (outcome.IsDone)
        {
            inode.TouchModified();
        }

        return outcome;
    }

    /// <summary>Changes the permission bits of what a walk or an open file led to. Only its owner may.</summary>
    public static Errno ChangePermissions(Credentials who, Inode inode, Mount? mount, Rights rights, ushort permissions)
    {
        Errno refused = MayConfigure(who, inode, mount, rights);
        if (refused == Errno.None)
        {
            bool keepsGroupId = inode.IsDirectory || who.IsIn(inode.Group) || who.Has(FilePrivileges.KeepSetId);
            inode.Permissions = (ushort)(permissions & 0xfff & ~(keepsGroupId ? 0 : InheritGroup));
            inode.TouchChanged();
        }

        return refused;
    }

    /// <summary>Changes owner and group; null: stays. Only the privileged give a file away; an owner may choose among its groups.</summary>
    public static Errno ChangeOwner(Credentials who, Inode inode, Mount? mount, Rights rights, uint? owner, uint? group)
    {
        Errno refused = mount is { IsReadOnly: true } ? Errno.ReadOnlyFileSystem : (rights & Rights.Configure) == 0 ? Errno.AccessDenied : Errno.None;
        bool mayChange = who.Has(FilePrivileges.ChangeOwner)
            || (who.User == inode.Owner && (owner is null || owner == inode.Owner) && (group is not { } asked || asked == inode.Group || who.IsIn(asked)));
        if (refused != Errno.None || !mayChange)
        {
            return refused != Errno.None ? refused : Errno.NotPermitted;
        }

        inode.Owner = owner ?? inode.Owner;
        inode.Group = group ?? inode.Group;
        if (!inode.IsDirectory && !who.Has(FilePrivileges.KeepSetId))
        {
            int dropped = SetUserId | ((inode.Permissions & 8) != 0 ? InheritGroup : 0);
            inode.Permissions = (ushort)(inode.Permissions & ~dropped);
        }

        inode.TouchChanged();
        return Errno.None;
    }

    /// <summary>Sets times; null: stays. Whoever may write sets them to now, only the owner to anything else.</summary>
    public static Errno ChangeTimes(Credentials who, Inode inode, Mount? mount, Rights rights, FileTime? access, FileTime? modify, TimeChange change)
    {
        Errno refused = MayConfigure(who, inode, mount, rights);
        if (refused == Errno.NotPermitted && change == TimeChange.ToNow)
        {
            refused = inode.Check(who, FileAccess.Write);
        }

        if (refused == Errno.None)
        {
            inode.AccessTime = access ?? inode.AccessTime;
            inode.ModifyTime = modify ?? inode.ModifyTime;
            inode.TouchChanged();
        }

        return refused;
    }

    /// <summary>The path of a place from a root, without a final zero (getcwd(2)). OutOfRange when there is not enough room.</summary>
    /// <param name="root">Where the path begins with a slash.</param>
    /// <param name="place">Whose path.</param>
    /// <param name="into">Where to.</param>
    /// <param name="isReachable">Whether the place lies below the root; if not, the path is from the top of everything.</param>
    /// <returns>Bytes.</returns>
    public Result<int> GetPath(Location root, Location place, Span<byte> into, out bool isReachable)
    {
        int at = into.Length;
        Location top = Descend(root);
        isReachable = true;
        while (place != top)
        {
            if (place.Dentry == place.Mount!.Root)
            {
                if (place.Mount.Parent is not { } outer)
                {
                    isReachable = false;
                    break;
                }

                place = new Location(outer, place.Mount.Point);
                continue;
            }

            ReadOnlySpan<byte> name = NameAt(place.Dentry);
            if (at < name.Length + 1)
            {
                return Errno.OutOfRange;
            }

            at -= name.Length;
            name.CopyTo(into[at..]);
            into[--at] = (byte)'/';
            place = new Location(place.Mount, _names[place.Dentry].Parent);
        }

        if (at == into.Length)
        {
            if (at == 0)
            {
                return Errno.OutOfRange;
            }

            into[--at] = (byte)'/';
        }

        into[at..].CopyTo(into);
        return into.Length - at;
    }

    /// <summary>Where a mount hangs, from the top of everything.</summary>
    public Result<int> GetPathOf(Mount mount, Span<byte> into) =>
        GetPath(RootOf(_mounts[0]), mount.Parent is null ? RootOf(mount) : new Location(mount.Parent, mount.Point), into, out _);

    /// <summary>Whether a place's name was taken away meanwhile.</summary>
    public bool IsRemoved(Location place) => !place.IsNone && (_names[place.Dentry].Flags & DentryFlags.Removed) != 0;

    /// <summary>The directory above a place, for its <c>..</c> entry.</summary>
    internal Inode Above(Location place) => At(ParentOf(place));

    private static Errno MayConfigure(Credentials who, Inode inode, Mount? mount, Rights rights) =>
        mount is { IsReadOnly: true } ? Errno.ReadOnlyFileSystem
        : (rights & Rights.Configure) == 0 ? Errno.AccessDenied
        : who.User == inode.Owner || who.Has(FilePrivileges.ActAsOwner) ? Errno.None : Errno.NotPermitted;
}
