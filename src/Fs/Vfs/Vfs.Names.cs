using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Making and taking away names (mkdir(2), mknod(2), symlink(2), link(2), unlink(2), rmdir(2)).</remarks>
public sealed partial class Vfs
{
    private const ushort Sticky = 0x200;
    private const ushort InheritGroup = 0x400;

    public FileOutcome TryMakeDirectory(PathContext context, in DirectoryReference start, in PathText path, ushort permissions) =>
        TryMakeAt(context, in start, path, InodeKind.Directory, permissions, default, default);

    /// <summary>A file, fifo, socket or device node. NotPermitted for a device without the privilege.</summary>
    public FileOutcome TryMakeNode(
        PathContext context, in DirectoryReference start, in PathText path, InodeKind kind, ushort permissions, DeviceNumber device)
    {
        bool isDevice = kind is InodeKind.BlockDevice or InodeKind.CharacterDevice;
        return isDevice && !context.Who.Has(FilePrivileges.MakeDevices) ? Errno.NotPermitted
            : kind is InodeKind.Directory or InodeKind.SymbolicLink ? Errno.Invalid
            : TryMakeAt(context, in start, path, kind, permissions, device, default);
    }

    public FileOutcome TryMakeLink(PathContext context, in DirectoryReference start, in PathText path, ReadOnlySpan<byte> target) =>
        target.IsEmpty ? Errno.NoEntry
        : target.Length >= MostPathBytes ? Errno.NameTooLong
        : TryMakeAt(context, in start, path, InodeKind.SymbolicLink, 0x1ff, default, target);

    /// <summary>Gives a file a second name (linkat(2)).</summary>
    /// <param name="context">Whose paths they are.</param>
    /// <param name="start">Where the old path starts.</param>
    /// <param name="path">The old name.</param>
    /// <param name="mode">Follow, AllowEmpty, or none.</param>
    /// <param name="newStart">Where the new path starts.</param>
    /// <param name="newPath">The new name.</param>
    public FileOutcome TryLink(
        PathContext context, in DirectoryReference start, in PathText path, WalkMode mode, in DirectoryReference newStart, in PathText newPath)
    {
        FileOutcome outcome = TryWalk(context, in start, path, mode & (WalkMode.Follow | WalkMode.AllowEmpty), out WalkResult old);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Inode inode = old.Inode!;
        Acquire(old.Found); // the second walk may evict what the first found
        outcome = TryWalk(context, in newStart, newPath, WalkMode.Parent, out WalkResult found);
        outcome = outcome.IsDone ? TryLinkFound(context, inode, old.Found.Mount!, old.Rights, in found) : outcome;
        Release(old.Found);
        return outcome;
    }

    /// <summary>Takes a name away.</summary>
    public FileOutcome TryRemove(PathContext context, in DirectoryReference start, in PathText path, Removal what)
    {
        FileOutcome outcome = TryWalk(context, in start, path, WalkMode.Parent, out WalkResult found);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        if (found.Last != LastName.Ordinary)
        {
            return what == Removal.File ? Errno.IsDirectory
                : found.Last == LastName.Dot ? Errno.Invalid
                : found.Last == LastName.DotDot ? Errno.NotEmpty : Errno.Busy;
        }

        if (found.Inode is not { } child)
        {
            return Errno.NoEntry;
        }

        Errno refused = MayChange(context, in found, Rights.Remove, out Inode directory);
        refused = refused == Errno.None ? MayRemove(context, directory, child) : refused;
        refused = refused != Errno.None ? refused
            : what == Removal.Directory && !child.IsDirectory ? Errno.NotDirectory
            : what == Removal.File && child.IsDirectory ? Errno.IsDirectory
            : what == Removal.File && found.NeedsDirectory ? Errno.NotDirectory
            : IsMountPoint(found.Cell) || found.Found.Dentry != found.Cell ? Errno.Busy : Errno.None;
        if (refused != Errno.None)
        {
            return refused;
        }

        outcome = directory.TryRemove(found.Name, child);
        if (outcome.IsDone)
        {
            FileTime now = directory.FileSystem.Clock.Now;
            directory.TouchModified(now);
            child.TouchChanged(now);
            _names.Remove(found.Cell);
        }

        return outcome;
    }

    private FileOutcome TryLinkFound(PathContext context, Inode inode, Mount mount, Rights rights, in WalkResult found)
    {
        Errno refused = found.Inode is not null ? Errno.Exists
            : found.NeedsDirectory ? Errno.NoEntry
            : inode.IsDirectory ? Errno.NotPermitted
            : mount != found.Parent.Mount ? Errno.CrossDevice
            : inode.Links >= inode.FileSystem.MostLinks ? Errno.TooManyLinks
            : inode.Links == 0 ? Errno.NoEntry
            : (rights & ~found.Rights & (FileWriting | Rights.Configure)) != 0 || (found.Rights & ~rights & (FileWriting | Rights.Configure)) != 0
                ? Errno.AccessDenied // a second name must not give rights that the first did not
            : MayChange(context, in found, Rights.Create, out _);
        if (refused != Errno.None)
        {
            return refused;
        }

        Inode directory = At(found.Parent);
        FileOutcome outcome = directory.TryLink(found.Name, inode);
        if (outcome.IsDone)
        {
            _names.Fill(found.Cell, inode);
            directory.TouchModified();
            inode.TouchChanged();
        }

        return outcome;
    }

    private FileOutcome TryMakeAt(
        PathContext context, in DirectoryReference start, in PathText path, InodeKind kind, ushort permissions, DeviceNumber device, ReadOnlySpan<byte> target)
    {
        FileOutcome outcome = TryWalk(context, in start, path, WalkMode.Parent, out WalkResult found);
        return !outcome.IsDone ? outcome
            : !found.Found.IsNone || found.Last != LastName.Ordinary ? Errno.Exists
            : found.NeedsDirectory && kind != InodeKind.Directory ? Errno.NoEntry
            : TryMake(context, ref found, kind, permissions, device, target);
    }

    /// <summary>Makes the inode that a walk found no name for.</summary>
    private FileOutcome TryMake(
        PathContext context, ref WalkResult found, InodeKind kind, ushort permissions, DeviceNumber device, ReadOnlySpan<byte> target)
    {
        Errno refused = MayChange(context, in found, Rights.Create, out Inode directory);
        refused = refused == Errno.None && kind == InodeKind.Directory && directory.Links >= directory.FileSystem.MostLinks ? Errno.TooManyLinks : refused;
        if (refused != Errno.None)
        {
            return refused;
        }

        bool inherits = (directory.Permissions & InheritGroup) != 0;
        int bits = kind == InodeKind.SymbolicLink ? 0x1ff : permissions & 0xfff & ~context.Mask;
        NewInode what = new()
        {
            Kind = kind,
            Permissions = (ushort)(bits | (inherits && kind == InodeKind.Directory ? InheritGroup : 0)),
            Owner = context.Who.User,
            Group = inherits ? directory.Group : context.Who.Group,
            Time = directory.FileSystem.Clock.Now,
            Device = device,
            Target = target,
        };
        FileOutcome outcome = directory.TryCreate(found.Name, in what, out Inode? made);
        if (outcome.IsDone)
        {
            _names.Fill(found.Cell, made!);
            directory.TouchModified(what.Time);
            found.Inode = made;
            found.Found = new Location(found.Parent.Mount!, found.Cell);
        }

        return outcome;
    }

    /// <summary>Whether names in the directory of a walk's last name may be changed at all.</summary>
    /// <param name="context">Who wants to.</param>
    /// <param name="found">What the walk found.</param>
    /// <param name="needed">Create or Remove.</param>
    /// <param name="directory">That directory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Errno MayChange(PathContext context, in WalkResult found, Rights needed, out Inode directory)
    {
        directory = _names.InodeOf(found.ParentDentry)!;
        return found.ParentMount!.IsReadOnly ? Errno.ReadOnlyFileSystem
            : (found.Rights & needed) == 0 ? Errno.AccessDenied
            : (_names[found.ParentDentry].Flags & DentryFlags.Removed) != 0 ? Errno.NoEntry
            : context.Who.Has(FilePrivileges.OverridePermissions) ? Errno.None
            : directory.Check(context.Who, FileAccess.Write | FileAccess.Execute);
    }

    /// <summary>In a sticky directory only the owner of a file or of the directory takes its name away (inode(7)).</summary>
    private static Errno MayRemove(PathContext context, Inode directory, Inode child)
    {
        bool isRestricted = (directory.Permissions & Sticky) != 0 && !context.Who.Has(FilePrivileges.ActAsOwner);
        return isRestricted && context.Who.User != child.Owner && context.Who.User != directory.Owner ? Errno.NotPermitted : Errno.None;
    }
}
