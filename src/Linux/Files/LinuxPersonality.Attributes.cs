using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Changing what is known of a file (chmod(2), chown(2), utimensat(2)), and what there is not (xattr(7)).</remarks>
public partial class LinuxPersonality
{
    private const long TimeIsNow = 0x3fff_ffff;
    private const long TimeStays = 0x3fff_fffe;

    /// <summary>The seconds that nanoseconds in 64 bits can tell; what lies beyond becomes the last of them (utimensat(2) leaves it to the file system).</summary>
    private const long MostSeconds = 9_223_372_035;

    private CallResult ChangePermissions(Thread thread, int directory, ulong path, uint permissions, uint flags)
    {
        FileOutcome outcome = TryFindChanged(thread, directory, path, flags, out WalkResult found);
        outcome = outcome.IsDone && found.Inode!.Kind == InodeKind.SymbolicLink ? Errno.NotSupported : outcome;
        outcome = outcome.IsDone
            ? Vfs.ChangePermissions(thread.Process.Paths.Who, found.Inode!, found.Found.Mount, found.Rights, (ushort)(permissions & MostPermissions))
            : outcome;
        return Finish(thread, outcome);
    }

    private static CallResult ChangePermissionsOf(Thread thread, int descriptor, uint permissions)
    {
        Errno error = GetConfigured(thread, descriptor, out OpenFile? file);
        return error != Errno.None ? error
            : Vfs.ChangePermissions(thread.Process.Paths.Who, file!.Inode, file.Place.Mount, file.Rights, (ushort)(permissions & MostPermissions));
    }

    private CallResult ChangeOwner(Thread thread, int directory, ulong path, uint owner, uint group, uint flags)
    {
        FileOutcome outcome = TryFindChanged(thread, directory, path, flags, out WalkResult found);
        outcome = outcome.IsDone
            ? Vfs.ChangeOwner(thread.Process.Paths.Who, found.Inode!, found.Found.Mount, found.Rights, Given(owner), Given(group))
            : outcome;
        return Finish(thread, outcome);
    }

    private static CallResult ChangeOwnerOf(Thread thread, int descriptor, uint owner, uint group)
    {
        Errno error = GetConfigured(thread, descriptor, out OpenFile? file);
        return error != Errno.None ? error
            : Vfs.ChangeOwner(thread.Process.Paths.Who, file!.Inode, file.Place.Mount, file.Rights, Given(owner), Given(group));
    }

    /// <param name="thread">Who calls.</param>
    /// <param name="directory">Where the path starts; without a path, whose times are set.</param>
    /// <param name="path">0: none.</param>
    /// <param name="times">Two of them; 0: now.</param>
    /// <param name="flags">AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH.</param>
    /// <param name="form">How the times are laid out.</param>
    private CallResult ChangeTimes(Thread thread, int directory, ulong path, ulong times, uint flags, TimesForm form)
    {
        FileTime now = thread.Process.Container.Vfs.Mounts[0].FileSystem.Clock.Now;
        FileTime? access = now;
        FileTime? modify = now;
        TimeChange change = TimeChange.ToNow;
        if (times != 0)
        {
            Span<byte> room = stackalloc byte[2 * TimeLayout.Bytes];
            int half = form == TimesForm.Seconds ? sizeof(long) : TimeLayout.Bytes;
            FileOutcome copied = TryCopyIn(thread, times, room[..(2 * half)]);
            if (!copied.IsDone)
            {
                return Finish(thread, copied);
            }

            if (!TryReadMoment(room, form, now, out access, out TimeChange accessChange)
                || !TryReadMoment(room[half..], form, now, out modify, out TimeChange modifyChange))
            {
                return Errno.Invalid;
            }

            if (access is null && modify is null)
            {
                return 0;
            }

            change = accessChange == TimeChange.ToNow && modifyChange == TimeChange.ToNow ? TimeChange.ToNow : TimeChange.ToGiven;
        }

        if (path == 0 && directory != FromWorkingDirectory)
        {
            Errno error = GetConfigured(thread, directory, out OpenFile? file);
            return error != Errno.None || flags != 0 ? (flags != 0 ? Errno.Invalid : error)
                : Vfs.ChangeTimes(thread.Process.Paths.Who, file!.Inode, file.Place.Mount, file.Rights, access, modify, change);
        }

        FileOutcome outcome = TryFindChanged(thread, directory, path, flags, out WalkResult found);
        outcome = outcome.IsDone
            ? Vfs.ChangeTimes(thread.Process.Paths.Who, found.Inode!, found.Found.Mount, found.Rights, access, modify, change)
            : outcome;
        return Finish(thread, outcome);
    }

    /// <summary>There are no extended attributes on any file system: NotSupported, once the path is known to be good.</summary>
    private CallResult RefuseAttribute(Thread thread, ulong path, WalkMode mode)
    {
        FileOutcome outcome = TryWalk(thread, FromWorkingDirectory, path, mode, out _);
        outcome = outcome.IsDone ? Errno.NotSupported : outcome;
        return Finish(thread, outcome);
    }

    private static CallResult RefuseAttributeOf(Thread thread, int descriptor) =>
        thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error)
            ? (file.Flags & OpenFlags.PathOnly) != 0 ? Errno.BadDescriptor : Errno.NotSupported
            : error;

    /// <summary>As <see cref="TryFindNamed"/>, of what is to be changed: other flags are wrong.</summary>
    private FileOutcome TryFindChanged(Thread thread, int directory, ulong path, uint flags, out WalkResult found)
    {
        found = default;
        return (flags & ~(PathFlags.NoFollow | PathFlags.EmptyPath)) != 0
            ? Errno.Invalid
            : TryFindNamed(thread, directory, path, flags, SystemCallRights.Configuring, out found);
    }

    private static Errno GetConfigured(Thread thread, int descriptor, out OpenFile? file)
    {
        bool isFound = thread.Process.Descriptors.Get(descriptor, SystemCallRights.Configuring).Ok(out file, out Errno error);
        return isFound && (file!.Flags & OpenFlags.PathOnly) != 0 ? Errno.BadDescriptor : error;
    }

    /// <summary>An owner; -1 means that it stays.</summary>
    private static uint? Given(uint id) => id == uint.MaxValue ? null : id;

    private static bool TryReadMoment(ReadOnlySpan<byte> from, TimesForm form, FileTime now, out FileTime? time, out TimeChange change)
    {
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(from);
        long fraction = form == TimesForm.Seconds ? 0 : BinaryPrimitives.ReadInt64LittleEndian(from[8..]);
        change = TimeChange.ToGiven;
        time = null;
        if (form == TimesForm.Nanoseconds && fraction is (TimeIsNow or TimeStays))
        {
            change = fraction == TimeIsNow ? TimeChange.ToNow : TimeChange.ToGiven;
            time = fraction == TimeIsNow ? now : null;
            return true;
        }

        long most = form == TimesForm.Microseconds ? 1_000_000 : 1_000_000_000;
        if (fraction < 0 || fraction >= most)
        {
            return false;
        }

        uint nanoseconds = (uint)(form == TimesForm.Microseconds ? fraction * 1000 : fraction);
        time = FileTime.FromSeconds(Math.Clamp(seconds, -MostSeconds, MostSeconds), nanoseconds);
        return true;
    }
}
