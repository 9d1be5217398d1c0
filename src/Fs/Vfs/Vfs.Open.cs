using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Opening (open(2), openat(2), openat2(2)).</remarks>
public sealed partial class Vfs
{
    private const Rights FileReading = Rights.Read | Rights.Execute | Rights.Map;
    private const Rights FileWriting = Rights.Write | Rights.Append | Rights.Resize;
    private const Rights Carried = RightsTable.Common | Rights.Configure;

    /// <summary>Opens a path, making the file first when that is asked for.</summary>
    /// <param name="context">Whose path it is.</param>
    /// <param name="start">Where a relative path starts.</param>
    /// <param name="path">Without the final zero.</param>
    /// <param name="flags">How.</param>
    /// <param name="permissions">Of a new file, before the mask.</param>
    /// <param name="file">
    /// To be given a capability; closed with its last. When the outcome is that of a FIFO that waits for its other end, it is there too, half open:
    /// it already counts as that end. Do not walk again: wait, <see cref="OpenFile.TryOpen"/>, or close it.
    /// </param>
    public FileOutcome TryOpen(
        PathContext context, scoped in DirectoryReference start, scoped in PathText path, OpenFlags flags, ushort permissions, out OpenFile? file)
    {
        FileOutcome outcome = TryWalk(context, in start, in path, WalkModeOf(flags), out WalkResult found);
        bool isNew = found.Inode is null;
        if (outcome.IsDone && (flags & OpenFlags.Create) != 0)
        {
            outcome = !isNew ? ((flags & OpenFlags.Exclusive) != 0 ? Errno.Exists : Errno.None)
                : found.NeedsDirectory ? Errno.IsDirectory
                : TryMake(context, ref found, InodeKind.File, permissions, default, default);
        }

        if (outcome.IsDone)
        {
            return TryOpenFound(context, in found, flags, isNew, out file);
        }

        file = null;
        return outcome;
    }

    /// <summary>Opens what a path is remembered to lead to, if that is a file like any other, opened for what nothing forbids.</summary>
    /// <returns>Null: <see cref="TryOpen"/> is to be asked.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OpenFile? OpenRemembered(PathContext context, scoped in DirectoryReference start, scoped in PathText path, OpenFlags flags)
    {
        if ((flags & (OpenFlags.Exclusive | OpenFlags.Beneath)) != 0)
        {
            return null;
        }

        ref readonly DirectoryReference from = ref path.IsAbsolute ? ref context.Root : ref start;
        uint index = _names.Recall(in path, from.Location.Dentry, context.Who); // only for whom permissions do not matter
        if (_names.InodeOf(index) is not { } inode || !IsPlain(inode, from.Location.Mount!, from.Rights, flags))
        {
            return null;
        }

        Rights rights = Sole(RightsOfFile(flags) & from.Rights);
        return new OpenFile(ObjectType.File, new Location(from.Location.Mount, index), inode, flags, rights, from.Authority, context.Who.Privileges);
    }

    /// <summary>The rights to read and to write that a way of opening needs. Both stand next to each other there and here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rights NeededFor(OpenFlags flags) =>
        (Rights)unchecked((uint)(flags & (OpenFlags.Read | OpenFlags.Write)) * ((uint)Rights.Read / (uint)OpenFlags.Read)); // three bits at most

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static WalkMode WalkModeOf(OpenFlags flags)
    {
        const OpenFlags Special = OpenFlags.NoFollow | OpenFlags.Create | OpenFlags.NoLinks | OpenFlags.Beneath;
        if ((flags & Special) == 0)
        {
            return WalkMode.Follow;
        }

        bool isCreating = (flags & OpenFlags.Create) != 0;
        WalkMode mode = (flags & OpenFlags.NoFollow) != 0 || (isCreating && (flags & OpenFlags.Exclusive) != 0) ? WalkMode.None : WalkMode.Follow;
        mode |= isCreating ? WalkMode.Parent : WalkMode.None;
        mode |= (flags & OpenFlags.NoLinks) != 0 ? WalkMode.NoLinks : WalkMode.None;
        return mode | ((flags & OpenFlags.Beneath) != 0 ? WalkMode.Beneath : WalkMode.None);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FileOutcome TryOpenFound(PathContext context, in WalkResult found, OpenFlags flags, bool isNew, out OpenFile? file)
    {
        file = null;
        Inode inode = found.Inode!;
        bool isPermitted = isNew || context.Who.Has(FilePrivileges.OverridePermissions);
        FileOutcome outcome = isPermitted && IsPlain(inode, found.FoundMount!, found.Rights, flags) ? Errno.None : Refusal(context.Who, in found, flags, isNew);
        if ((flags & OpenFlags.Truncate) != 0 && outcome.IsDone)
        {
            outcome = TryEmpty(inode);
        }

        if (!outcome.IsDone)
        {
            return outcome;
        }

        OpenFile opened = new(found.Found, inode, flags, RightsOf(in found, flags), found.Authority, context.Who.Privileges);
        if (inode.Kind == InodeKind.Fifo)
        {
            return TryOpenFifo(opened, inode, found.FoundMount!, context.Who, out file);
        }

        outcome = opened.TryOpen(context.Who);
        if (!outcome.IsDone)
        {
            opened.Close();
            return outcome;
        }

        file = opened;
        return FileOutcome.Done;
    }

    /// <summary>Cuts a file that is opened for that (O_TRUNC).</summary>
    private static FileOutcome TryEmpty(Inode inode)
    {
        if (inode.Kind != InodeKind.File || (inode.Size == 0 && !inode.IsCutting))
        {
            return FileOutcome.Done;
        }

        FileOutcome outcome = inode.TryResize(0);
        if (outcome.IsDone)
        {
            inode.TouchModified();
        }

        return outcome;
    }

    /// <summary>A FIFO is opened when both ends are; until then it is handed out half open (fifo(7)).</summary>
    private FileOutcome TryOpenFifo(OpenFile opened, Inode inode, Mount mount, Credentials who, out OpenFile? file)
    {
        file = null;
        if ((opened.Flags & OpenFlags.PathOnly) == 0 && inode.FileSystem == mount.FileSystem)
        {
            inode.Behind ??= Fifos?.CreateFifo();
        }

        FileOutcome outcome = opened.TryOpen(who);
        if (outcome.IsDone || outcome.IsWaiting)
        {
            file = opened;
        }
        else
        {
            opened.Close();
        }

        return outcome;
    }

    /// <summary>What the capability of an open file may carry: never more than the directory's it was reached through (C-85).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rights RightsOf(in WalkResult found, OpenFlags flags)
    {
        // A directory passes its rights on to what is reached through it.
        Rights opened = found.Inode!.IsDirectory ? RightsTable.OfDirectories : (flags & OpenFlags.PathOnly) != 0 ? Carried : RightsOfFile(flags);
        return Sole(opened & found.Rights);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rights RightsOfFile(OpenFlags flags) =>
        RightsByAccess[(int)(flags & (OpenFlags.Read | OpenFlags.Write))];

    /// <summary>By whether it is read, and whether it is written.</summary>
    private static ReadOnlySpan<Rights> RightsByAccess => [Carried, Carried | FileReading, Carried | FileWriting, Carried | FileReading | FileWriting];

    /// <summary>What may not be multiplied may not be given away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rights Sole(Rights rights) => (rights & Rights.Duplicate) != 0 ? rights : rights & ~Rights.Transfer;

    /// <summary>Whether it is a file like any other, opened for what nothing but its permission bits can forbid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(Inode inode, Mount mount, Rights rights, OpenFlags flags)
    {
        const OpenFlags Unusual = OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.Truncate | OpenFlags.NoAccessTime;
        return inode.Kind == InodeKind.File && (flags & Unusual) == 0 && (rights & NeededFor(flags)) == NeededFor(flags)
            && ((flags & OpenFlags.Write) == 0 || (inode.Executions == 0 && !mount.IsReadOnly));
    }

    /// <summary>Why what was found may not be opened so; None: it may.</summary>
    private static Errno Refusal(Credentials who, in WalkResult found, OpenFlags flags, bool isNew)
    {
        Inode inode = found.Inode!;
        if ((flags & OpenFlags.Directory) != 0 && !inode.IsDirectory)
        {
            return inode.Kind == InodeKind.SymbolicLink && (flags & OpenFlags.PathOnly) == 0 ? Errno.TooManySymbolicLinks : Errno.NotDirectory;
        }

        if ((flags & OpenFlags.PathOnly) != 0)
        {
            return Errno.None;
        }

        if (inode.Kind == InodeKind.SymbolicLink)
        {
            return Errno.TooManySymbolicLinks; // O_NOFOLLOW met one (open(2))
        }

        const OpenFlags Changing = OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate;
        if (inode.IsDirectory && (flags & Changing) != 0)
        {
            return Errno.IsDirectory;
        }

        FileAccess access = ((flags & OpenFlags.Read) != 0 ? FileAccess.Read : FileAccess.None)
            | ((flags & (OpenFlags.Write | OpenFlags.Truncate)) != 0 ? FileAccess.Write : FileAccess.None);
        Errno refused = isNew ? Errno.None : inode.Check(who, access);
        refused = refused == Errno.None ? Refusal(inode, found.FoundMount!, found.Rights, access) : refused;
        return refused != Errno.None || (flags & (OpenFlags.Truncate | OpenFlags.NoAccessTime)) == 0
            ? refused
            : UnusualRefusal(who, inode, found.Rights, flags, isNew);
    }

    private static Errno UnusualRefusal(Credentials who, Inode inode, Rights rights, OpenFlags flags, bool isNew)
    {
        bool mayCut = isNew || (flags & OpenFlags.Truncate) == 0 || (rights & Rights.Resize) != 0 || inode.Kind != InodeKind.File;
        bool mayHideReading = who.User == inode.Owner || who.Has(FilePrivileges.ActAsOwner);
        return !mayCut ? Errno.AccessDenied
            : (flags & OpenFlags.NoAccessTime) != 0 && !mayHideReading ? Errno.NotPermitted : Errno.None;
    }

    private static Errno Refusal(Inode inode, Mount mount, Rights rights, FileAccess access)
    {
        bool isDevice = inode.Kind is InodeKind.BlockDevice or InodeKind.CharacterDevice;
        bool isWriting = (access & FileAccess.Write) != 0;
        if (isDevice && (mount.Flags & MountFlags.NoDevices) != 0)
        {
            return Errno.AccessDenied;
        }

        if (isWriting && ((mount.IsReadOnly && !isDevice) || inode.Executions != 0))
        {
            return mount.IsReadOnly && !isDevice ? Errno.ReadOnlyFileSystem : Errno.TextBusy;
        }

        Rights needed = (isWriting ? Rights.Write : Rights.None) | ((access & FileAccess.Read) != 0 ? Rights.Read : Rights.None);
        return (rights & needed) == needed ? Errno.None : Errno.AccessDenied;
    }
}
