using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Making, moving and taking away names (mkdir(2), mknod(2), symlink(2), link(2), rename(2), unlink(2)).</remarks>
public partial class LinuxPersonality
{
    private const uint RenameNoReplace = 1;
    private const int KindShift = 12;
    private const uint NodeMask = 0xf000;

    private CallResult MakeDirectory(Thread thread, int directory, ulong path, uint permissions)
    {
        const ushort Kept = 0x3ff; // rwx and the sticky bit; set-id bits come from the directory above (mkdir(2))
        FileOutcome outcome = TryStart(thread, directory, path, out PathText name, out DirectoryReference start);
        Process process = thread.Process;
        outcome = outcome.IsDone ? process.Container.Vfs.TryMakeDirectory(process.Paths, start, name, (ushort)(permissions & Kept)) : outcome;
        return Finish(thread, outcome);
    }

    private CallResult MakeNode(Thread thread, int directory, ulong path, uint mode, uint device)
    {
        InodeKind kind = (mode & NodeMask) == 0 ? InodeKind.File : (InodeKind)((mode & NodeMask) >> KindShift);
        if (kind is not (InodeKind.File or InodeKind.Fifo or InodeKind.Socket or InodeKind.CharacterDevice or InodeKind.BlockDevice))
        {
            return kind == InodeKind.Directory ? Errno.NotPermitted : Errno.Invalid;
        }

        FileOutcome outcome = TryStart(thread, directory, path, out PathText name, out DirectoryReference start);
        Process process = thread.Process;
        outcome = outcome.IsDone
            ? process.Container.Vfs.TryMakeNode(process.Paths, start, name, kind, (ushort)(mode & MostPermissions), DeviceNumber.Decode(device))
            : outcome;
        return Finish(thread, outcome);
    }

    private CallResult MakeSymbolicLink(Thread thread, ulong target, int directory, ulong path)
    {
        FileOutcome outcome = TryReadPath(thread, target, _otherPath, out PathText leadsTo);
        PathText name = default;
        DirectoryReference start = default;
        outcome = outcome.IsDone ? TryStart(thread, directory, path, out name, out start) : outcome;
        Process process = thread.Process;
        outcome = outcome.IsDone ? process.Container.Vfs.TryMakeLink(process.Paths, start, name, leadsTo) : outcome;
        return Finish(thread, outcome);
    }

    private CallResult Link(Thread thread, int directory, ulong path, int newDirectory, ulong newPath, uint flags)
    {
        if ((flags & ~(PathFlags.Follow | PathFlags.EmptyPath)) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadPath(thread, path, _otherPath, out PathText old);
        PathText name = default;
        DirectoryReference start = default;
        outcome = outcome.IsDone ? TryStart(thread, newDirectory, newPath, out name, out start) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        bool mayBeEmpty = (flags & PathFlags.EmptyPath) != 0;
        Errno error = mayBeEmpty ? FindStart(thread, directory, old, out DirectoryReference oldStart) : FindNamedStart(thread, directory, old, out oldStart);
        error = error == Errno.None && oldStart.IsNone ? Errno.CrossDevice : error; // what has no name is on no file system that could name it
        if (error != Errno.None)
        {
            return error;
        }

        WalkMode mode = (flags & PathFlags.Follow) != 0 ? WalkMode.Follow : WalkMode.None;
        mode |= mayBeEmpty ? WalkMode.AllowEmpty : WalkMode.None;
        Process process = thread.Process;
        outcome = process.Container.Vfs.TryLink(process.Paths, oldStart, old, mode, start, name);
        return Finish(thread, outcome);
    }

    private CallResult Remove(Thread thread, int directory, ulong path, uint flags)
    {
        if ((flags & ~PathFlags.RemoveDirectory) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryStart(thread, directory, path, out PathText name, out DirectoryReference start);
        Process process = thread.Process;
        Removal what = (flags & PathFlags.RemoveDirectory) != 0 ? Removal.Directory : Removal.File;
        outcome = outcome.IsDone ? process.Container.Vfs.TryRemove(process.Paths, start, name, what) : outcome;
        return Finish(thread, outcome);
    }

    /// <summary>RENAME_EXCHANGE and RENAME_WHITEOUT are Invalid, as on a file system that does not know them (renameat2(2)).</summary>
    private CallResult Rename(Thread thread, int directory, ulong path, int newDirectory, ulong newPath, uint flags)
    {
        if ((flags & ~RenameNoReplace) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadPath(thread, path, _otherPath, out PathText old);
        PathText name = default;
        DirectoryReference start = default;
        outcome = outcome.IsDone ? TryStart(thread, newDirectory, newPath, out name, out start) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        Errno error = FindNamedStart(thread, directory, old, out DirectoryReference oldStart);
        RenameMode mode = (flags & RenameNoReplace) != 0 ? RenameMode.NoReplace : RenameMode.Replace;
        Process process = thread.Process;
        outcome = error != Errno.None ? error : process.Container.Vfs.TryRename(process.Paths, oldStart, old, start, name, mode);
        return Finish(thread, outcome);
    }

    /// <summary>Reads a path that may not be empty, and finds where it starts.</summary>
    private FileOutcome TryStart(Thread thread, int directory, ulong path, out PathText name, out DirectoryReference start)
    {
        start = default;
        FileOutcome outcome = TryReadPath(thread, path, out name);
        return outcome.IsDone ? FindNamedStart(thread, directory, name, out start) : outcome;
    }
}
