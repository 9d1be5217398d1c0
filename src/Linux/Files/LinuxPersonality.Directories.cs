using System;
using Vela.Capabilities;
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
            Enter(thread.Process, found);
        }

        return Finish(thread, outcome);
    }

    /// <summary>What the directory before was reached by is given up, unless this one is by the same.</summary>
    private static void Enter(Process process, DirectoryReference directory)
    {
        CapabilityHandle before = process.Paths.WorkingDirectory.Authority;
        process.Paths.SetWorkingDirectory(directory);
        if (before != directory.Authority)
        {
            process.Descriptors.Leave(before);
        }
    }

    private static CallResult ChangeDirectoryTo(Thread thread, int descriptor)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error)
            || !file.AsDirectory(file.Rights).Ok(out _, out error))
        {
            return error;
        }

        error = file.Inode.Check(thread.Process.Paths.Who, FileAccess.Execute);
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (error != Errno.None || !descriptors.Keep(descriptors.HandleOf(descriptor)).Ok(out CapabilityHandle kept, out error))
        {
            return error == Errno.QuotaExceeded ? Errno.NoMemory : error;
        }

        Enter(thread.Process, new DirectoryReference(file.Place, descriptors.Space.RightsOf(kept), kept));
        return 0;
    }

    private CallResult ChangeRoot(Thread thread, ulong path)
    {
        FileOutcome outcome = TryFindDirectory(thread, path, out DirectoryReference found);
        Process process = thread.Process;
        outcome = outcome.IsDone && process.Paths.Who.User != 0 ? Errno.NotPermitted : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if (found.Authority != CapabilityHandle.None)
        {
            // It was reached from a descriptor's directory (fchdir), and is the root by that authority from now on.
            if (process.Descriptors.IsShared || !process.Descriptors.Keep(found.Authority).Ok(out CapabilityHandle kept, out _))
            {
                return Errno.NotPermitted;
            }

            process.Descriptors.ReplaceRoot(kept);
        }

        process.Paths.SetRoot(new DirectoryReference(found.Location, found.Rights));
        return 0;
    }

    /// <summary>The answer counts the final zero, as the system call's does and the library's does not.</summary>
    private CallResult TellDirectory(Thread thread, ulong into, ulong size)
    {
        PathContext paths = thread.Process.Paths;
        Errno refused = thread.Process.Descriptors.CheckStart(paths.WorkingDirectory.Authority);
        if (refused != Errno.None)
        {
            return refused;
        }

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
        found = new DirectoryReference(result.Found, result.Rights, result.Authority);
        return outcome.IsDone ? result.Inode!.Check(thread.Process.Paths.Who, FileAccess.Execute) : outcome;
    }
}
