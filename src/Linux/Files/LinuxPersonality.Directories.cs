using System;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Where a process stands (chdir(2), getcwd(2), chroot(2), umask(2)).</remarks>
public partial class LinuxPersonality
{
    private const ushort MaskBits = 0x1ff;

    private CallResult ChangeDirectory(Thread thread, ulong path)
    {
        FileOutcome outcome = TryFindDirectory(thread, path, out DirectoryReference found);
        if (outcome.IsDone)
        {
            thread.Process.Paths.SetWorkingDirectory(found);
        }

        return Finish(thread, outcome);
    }

    private static CallResult ChangeDirectoryTo(Thread thread, int descriptor)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error)
            || !file.AsDirectory(file.Rights).Ok(out DirectoryReference directory, out error))
        {
            return error;
        }

        error = file.Inode.Check(thread.Process.Paths.Who, FileAccess.Execute);
        if (error == Errno.None)
        {
            thread.Process.Paths.SetWorkingDirectory(directory);
        }

        return error;
    }

    private CallResult ChangeRoot(Thread thread, ulong path)
    {
        FileOutcome outcome = TryFindDirectory(thread, path, out DirectoryReference found);
        outcome = outcome.IsDone && thread.Process.Paths.Who.User != 0 ? Errno.NotPermitted : outcome;
        if (outcome.IsDone)
        {
            thread.Process.Paths.SetRoot(found);
        }

        return Finish(thread, outcome);
    }

    /// <summary>The answer counts the final zero, as the system call's does and the library's does not.</summary>
    private CallResult TellDirectory(Thread thread, ulong into, ulong size)
    {
        PathContext paths = thread.Process.Paths;
        Location place = paths.WorkingDirectory.Location;
        Vfs vfs = thread.Process.Container.Vfs;
        if (place.IsNone || vfs.IsRemoved(place))
        {
            return Errno.NoEntry;
        }

        Span<byte> room = _path.AsSpan(0, (int)Math.Min(size, (ulong)_path.Length));
        if (room.IsEmpty)
        {
            return Errno.OutOfRange;
        }

        if (!vfs.GetPath(paths.Root.Location, place, room[..^1], out bool isReachable).Ok(out int length, out Errno error))
        {
            return error;
        }

        if (!isReachable)
        {
            return Errno.NoEntry; // outside the root: there is no path that would lead there
        }

        room[length] = 0;
        FileOutcome outcome = TryCopyOut(thread, into, room[..(length + 1)]);
        return Finish(thread, outcome, length + 1);
    }

    private static CallResult ChangeMask(Thread thread, uint mask)
    {
        ushort old = thread.Process.Paths.Mask;
        thread.Process.Paths.Mask = (ushort)(mask & MaskBits);
        return old;
    }

    private FileOutcome TryFindDirectory(Thread thread, ulong path, out DirectoryReference found)
    {
        FileOutcome outcome = TryWalk(thread, FromWorkingDirectory, path, WalkMode.Follow | WalkMode.Directory, out WalkResult result);
        found = new DirectoryReference(result.Found, result.Rights);
        return outcome.IsDone ? result.Inode!.Check(thread.Process.Paths.Who, FileAccess.Execute) : outcome;
    }
}
