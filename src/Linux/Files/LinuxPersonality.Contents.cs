using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>The length of files, and their safety (truncate(2), fallocate(2), fsync(2)).</remarks>
public partial class LinuxPersonality
{
    private const uint AllocateKeepSize = 1;
    private const uint AllocatePunch = 2;
    private const int MostAdvice = 5;
    private const uint SyncRangeFlags = 7;

    private CallResult Resize(Thread thread, ulong path, long size)
    {
        if (size < 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryStart(thread, FromWorkingDirectory, path, out PathText name, out DirectoryReference start);
        Process process = thread.Process;
        Vfs vfs = process.Container.Vfs;
        if (outcome.IsDone && (ulong)size > process.Limits.MostFileBytes)
        {
            outcome = vfs.TryWalk(process.Paths, start, name, WalkMode.Follow, out WalkResult found);
            outcome = outcome.IsDone && found.Inode is { Kind: InodeKind.File } file && !MayGrow(thread, file, (ulong)size) ? Errno.FileTooLarge : outcome;
        }

        outcome = outcome.IsDone ? vfs.TryResize(process.Paths, start, name, (ulong)size) : outcome;
        return Finish(thread, outcome);
    }

    private static CallResult ResizeOf(Thread thread, int descriptor, long size)
    {
        // A descriptor that is only read from is EINVAL here, not EBADF (ftruncate(2)).
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if ((file.Flags & OpenFlags.PathOnly) != 0)
        {
            return Errno.BadDescriptor;
        }

        if (size < 0 || !file.CanWrite || file.Inode.Kind != InodeKind.File)
        {
            return Errno.Invalid;
        }

        if (!descriptors.Get(descriptor, SystemCallRights.Resizing).Ok(out file, out error))
        {
            return error;
        }

        FileOutcome outcome = MayGrow(thread, file.Inode, (ulong)size) ? file.TryResize((ulong)size) : Errno.FileTooLarge;
        return Finish(thread, outcome);
    }

    /// <summary>Grows a file, or makes a hole in it. Room on the disk is not reserved; other modes are NotSupported.</summary>
    private static CallResult Allocate(Thread thread, int descriptor, uint mode, long offset, long length)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Writing).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (offset < 0 || length <= 0)
        {
            return Errno.Invalid;
        }

        if (mode is not (0 or (AllocateKeepSize | AllocatePunch)) || !file.CanWrite)
        {
            return file.CanWrite ? Errno.NotSupported : Errno.BadDescriptor;
        }

        if (file.Inode.Kind != InodeKind.File)
        {
            return file.Inode.Kind == InodeKind.Fifo ? Errno.IllegalSeek : Errno.NoDevice;
        }

        if (length > long.MaxValue - offset)
        {
            return Errno.FileTooLarge;
        }

        ulong end = (ulong)offset + (ulong)length;
        FileOutcome outcome = mode != 0 ? file.TryPunch((ulong)offset, (ulong)length)
            : end <= file.Inode.Size ? FileOutcome.Done
            : MayGrow(thread, file.Inode, end) ? file.TryResize(end) : Errno.FileTooLarge;
        return Finish(thread, outcome);
    }

    private static CallResult SyncFile(Thread thread, int descriptor, SyncKind kind)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if ((file.Flags & OpenFlags.PathOnly) != 0)
        {
            return Errno.BadDescriptor;
        }

        if (file.Inode.Kind is not (InodeKind.File or InodeKind.Directory or InodeKind.BlockDevice))
        {
            return Errno.Invalid;
        }

        ref CallProgress progress = ref thread.BeginCall();
        FileOutcome outcome = file.TrySync(kind, ref progress.File);
        return Finish(thread, outcome);
    }

    /// <summary>All file systems, one after the other, for whoever has a root; one that fails does not keep the others from being written.</summary>
    private static CallResult SyncAll(Thread thread)
    {
        Errno refused = thread.Process.Descriptors.CheckStart(CapabilityHandle.None);
        if (refused != Errno.None)
        {
            return refused;
        }

        ref CallProgress progress = ref thread.BeginCall();
        Vfs vfs = thread.Process.Container.Vfs;
        while (progress.Step < vfs.Mounts.Count)
        {
            FileOutcome outcome = vfs.Mounts[progress.Step].FileSystem.TrySync(ref progress.File);
            if (outcome.IsWaiting)
            {
                return Finish(thread, outcome);
            }

            progress.Step++;
            progress.File = default;
        }

        return 0;
    }

    private static CallResult SyncFileSystem(Thread thread, int descriptor)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        ref CallProgress progress = ref thread.BeginCall();
        FileOutcome outcome = (file.Flags & OpenFlags.PathOnly) != 0 ? Errno.BadDescriptor : file.Inode.FileSystem.TrySync(ref progress.File);
        return Finish(thread, outcome);
    }

    /// <summary>Stronger than asked: everything of the file is made safe, not a range of its pages (sync_file_range(2)).</summary>
    private static CallResult SyncRange(Thread thread, int descriptor, long offset, long length, uint flags) =>
        offset < 0 || length < 0 || length > long.MaxValue - offset || (flags & ~SyncRangeFlags) != 0
            ? Errno.Invalid
            : SyncFile(thread, descriptor, SyncKind.Contents);

    /// <summary>Readers in sequence are found out anyway; advice is checked and changes nothing (posix_fadvise(2)).</summary>
    private static CallResult Advise(Thread thread, int descriptor, long length, int advice)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        return (file.Flags & OpenFlags.PathOnly) != 0 ? Errno.BadDescriptor
            : file.Inode.Kind == InodeKind.Fifo ? Errno.IllegalSeek
            : advice is < 0 or > MostAdvice || length < 0 ? Errno.Invalid : 0;
    }

    private static CallResult ReadAhead(Thread thread, int descriptor) =>
        thread.Process.Descriptors.Get(descriptor, SystemCallRights.Reading).Ok(out OpenFile? file, out Errno error)
            ? file.Inode.Kind == InodeKind.File && file.CanRead ? 0 : Errno.Invalid
            : error;

    /// <summary>There are no sockets: a descriptor is never one.</summary>
    private static CallResult RefuseSocket(Thread thread, int descriptor) =>
        thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out _, out Errno error) ? Errno.NotSocket : error;
}
