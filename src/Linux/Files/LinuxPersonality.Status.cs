using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Asking about files (stat(2), statx(2), access(2), readlink(2), statfs(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint StatusFlags = PathFlags.NoFollow | PathFlags.NoAutomount | PathFlags.EmptyPath;
    private const uint StatxReserved = 0x8000_0000;
    private const uint MostAccess = 7;

    private CallResult TellStatus(Thread thread, int directory, ulong path, ulong into, uint flags)
    {
        if ((flags & ~StatusFlags) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadPath(thread, path, out PathText name);
        Inode? inode = null;
        if (outcome.IsDone)
        {
            outcome = name.IsEmpty ? TryFindUnnamed(thread, directory, flags, out inode) : TryFind(thread, directory, in name, flags, out inode);
        }

        return outcome.IsDone ? PutStatus(thread, inode!, into) : Finish(thread, outcome);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FileOutcome TryFind(Thread thread, int directory, scoped in PathText name, uint flags, out Inode? inode)
    {
        inode = null;
        Errno error = FindStart(thread, directory, in name, out DirectoryReference start);
        Process process = thread.Process;
        WalkMode mode = (flags & PathFlags.NoFollow) != 0 ? WalkMode.None : WalkMode.Follow;
        return error != Errno.None ? error : process.Container.Vfs.TryFind(process.Paths, in start, in name, mode, out inode);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FileOutcome TryFindUnnamed(Thread thread, int directory, uint flags, out Inode? inode)
    {
        FileOutcome outcome = TryFindUnnamed(thread, directory, flags, SystemCallRights.Holding, out WalkResult found);
        inode = found.Inode;
        return outcome;
    }

    private static CallResult TellStatusOf(Thread thread, int descriptor, ulong into) =>
        thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error)
            ? PutStatus(thread, file.Inode, into)
            : error;

    private CallResult TellStatusExtended(Thread thread, int directory, ulong path, uint flags, uint mask, ulong into)
    {
        const uint Synchronization = PathFlags.StatxForce | PathFlags.StatxCached;
        if ((flags & ~(StatusFlags | Synchronization)) != 0 || (flags & Synchronization) == Synchronization || (mask & StatxReserved) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryFindNamed(thread, directory, path, flags, SystemCallRights.Holding, out WalkResult found);
        if (outcome.IsDone)
        {
            Span<ulong> room = stackalloc ulong[StatusLayout.StatxBytes / sizeof(ulong)];
            room.Clear();
            StatusLayout.WriteStatx(found.Inode!, found.Found.Mount, room);
            outcome = TryCopyOut(thread, into, ByteWords.BytesOf(room));
        }

        return Finish(thread, outcome);
    }

    private CallResult CheckAccess(Thread thread, int directory, ulong path, uint access, uint flags)
    {
        if (access > MostAccess || (flags & ~(PathFlags.EffectiveAccess | PathFlags.NoFollow | PathFlags.EmptyPath)) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadPath(thread, path, out PathText name);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        bool mayBeEmpty = (flags & PathFlags.EmptyPath) != 0;
        if (name.IsEmpty && mayBeEmpty && directory != FromWorkingDirectory)
        {
            return thread.Process.Descriptors.Get(directory, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno bad)
                ? file.Inode.Check(thread.Process.Paths.Who, (FileAccess)access) : bad;
        }

        Errno error = mayBeEmpty ? FindStart(thread, directory, name, out DirectoryReference start) : FindNamedStart(thread, directory, name, out start);
        WalkMode mode = (flags & PathFlags.NoFollow) != 0 ? WalkMode.None : WalkMode.Follow;
        mode |= mayBeEmpty ? WalkMode.AllowEmpty : WalkMode.None;
        Process process = thread.Process;
        outcome = error != Errno.None ? error
            : process.Container.Vfs.TryCheckAccess(process.Paths, start, name, mode, (FileAccess)access);
        return Finish(thread, outcome);
    }

    /// <summary>A target that is longer than the room is cut off, without a word (readlink(2)).</summary>
    private CallResult ReadLink(Thread thread, int directory, ulong path, ulong into, int size)
    {
        if (size <= 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadPath(thread, path, out PathText name);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        bool isForDescriptor = name.IsEmpty && directory != FromWorkingDirectory;
        Errno error = isForDescriptor ? FindStart(thread, directory, name, out DirectoryReference start) : FindNamedStart(thread, directory, name, out start);
        error = error == Errno.None && start.IsNone && isForDescriptor ? Errno.NoEntry : error;
        if (error != Errno.None)
        {
            return error;
        }

        Process process = thread.Process;
        outcome = process.Container.Vfs.TryReadLink(process.Paths, start, name, _otherPath.AsSpan(0, Math.Min(size, _otherPath.Length)), out int length);
        outcome = outcome.IsDone ? TryCopyOut(thread, into, _otherPath.AsSpan(0, length)) : outcome;
        return Finish(thread, outcome, length);
    }

    private CallResult TellFileSystem(Thread thread, ulong path, ulong into)
    {
        FileOutcome outcome = TryWalk(thread, FromWorkingDirectory, path, WalkMode.Follow, out WalkResult found);
        return outcome.IsDone ? PutFileSystem(thread, found.Inode!.FileSystem, found.Found.Mount, into) : Finish(thread, outcome);
    }

    private static CallResult TellFileSystemOf(Thread thread, int descriptor, ulong into) =>
        thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error)
            ? PutFileSystem(thread, file.Inode.FileSystem, file.Place.Mount, into)
            : error;

    /// <summary>What a path leads to, or a descriptor with an empty path names; to be used at once.</summary>
    /// <param name="thread">Who asks.</param>
    /// <param name="directory">Where a relative path starts.</param>
    /// <param name="path">Where its bytes lie.</param>
    /// <param name="flags">NoFollow and EmptyPath count.</param>
    /// <param name="rights">What a descriptor's capability must allow.</param>
    /// <param name="found">The place, the inode and the rights.</param>
    private FileOutcome TryFindNamed(Thread thread, int directory, ulong path, uint flags, Rights rights, out WalkResult found)
    {
        FileOutcome outcome = TryReadPath(thread, path, out PathText name);
        if (!outcome.IsDone || name.IsEmpty)
        {
            found = default;
            return outcome.IsDone ? TryFindUnnamed(thread, directory, flags, rights, out found) : outcome;
        }

        Errno error = FindStart(thread, directory, name, out DirectoryReference start);
        if (error != Errno.None)
        {
            found = default;
            return error;
        }

        Process process = thread.Process;
        WalkMode mode = (flags & PathFlags.NoFollow) != 0 ? WalkMode.None : WalkMode.Follow;
        return process.Container.Vfs.TryWalk(process.Paths, in start, name, mode, out found);
    }

    /// <summary>What an empty path means (AT_EMPTY_PATH): the descriptor itself, or the working directory; NoEntry where that is not asked for.</summary>
    private static FileOutcome TryFindUnnamed(Thread thread, int directory, uint flags, Rights rights, out WalkResult found)
    {
        found = default;
        if ((flags & PathFlags.EmptyPath) == 0)
        {
            return Errno.NoEntry;
        }

        if (directory != FromWorkingDirectory)
        {
            return Find(thread, directory, rights, out found);
        }

        Errno error = FindStart(thread, directory, default, out DirectoryReference start);
        Process process = thread.Process;
        return error != Errno.None ? error : process.Container.Vfs.TryWalk(process.Paths, in start, default, WalkMode.Follow | WalkMode.AllowEmpty, out found);
    }

    /// <summary>An open file as if a path had led to it; one opened as a place only is all right here (open(2), O_PATH).</summary>
    private static Errno Find(Thread thread, int descriptor, Rights rights, out WalkResult found)
    {
        found = default;
        if (thread.Process.Descriptors.Get(descriptor, rights).Ok(out OpenFile? file, out Errno error))
        {
            found.Found = file.Place;
            found.Inode = file.Inode;
            found.Rights = file.Rights;
        }

        return error;
    }

    private static CallResult PutStatus(Thread thread, Inode inode, ulong into)
    {
        AddressSpace space = thread.Process.Memory!.Space;
        if (!space.TryReachPresent(new VirtualAddress(into), StatusLayout.StatBytes, Access.Write, out Span<byte> reached))
        {
            return PutStatusApart(thread, inode, into);
        }

        StatusLayout.WriteStat(inode, ByteWords.Of(reached));
        return 0;
    }

    /// <summary>The program's memory for it is not there yet, or lies in two pages.</summary>
    private static CallResult PutStatusApart(Thread thread, Inode inode, ulong into)
    {
        Span<ulong> room = stackalloc ulong[StatusLayout.StatBytes / sizeof(ulong)];
        StatusLayout.WriteStat(inode, room);
        FileOutcome outcome = TryCopyOut(thread, into, ByteWords.BytesOf(room));
        return Finish(thread, outcome);
    }

    private static CallResult PutFileSystem(Thread thread, FileSystem fileSystem, Mount? mount, ulong into)
    {
        FileSystemStatus status = fileSystem.Status;
        Span<byte> room = stackalloc byte[StatusLayout.FileSystemBytes];
        room.Clear();
        StatusLayout.WriteFileSystem(in status, fileSystem.Device.Encoded, mount?.Flags ?? MountFlags.None, room);
        FileOutcome outcome = TryCopyOut(thread, into, room);
        return Finish(thread, outcome);
    }

    /// <summary>Walks a path that a program gave; what was found is to be used at once.</summary>
    private FileOutcome TryWalk(Thread thread, int directory, ulong path, WalkMode mode, out WalkResult found)
    {
        found = default;
        FileOutcome outcome = TryReadPath(thread, path, out PathText name);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        Errno error = FindNamedStart(thread, directory, name, out DirectoryReference start);
        Process process = thread.Process;
        return error != Errno.None ? error : process.Container.Vfs.TryWalk(process.Paths, start, name, mode, out found);
    }
}
