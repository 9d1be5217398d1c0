using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>
/// Advisory locks (fcntl(2), flock(2)). A record lock's owner is the table of descriptors, an open-file-description lock's and flock's the open file.
/// Nobody looks for deadlocks: EDEADLK is never the answer.
/// </remarks>
public sealed partial class LinuxPersonality
{
    private const int LockBytes = 32;
    private const int LockProcessAt = 24;
    private const short ReadLock = 0;
    private const short WriteLock = 1;
    private const short Unlock = 2;
    private const uint FlockShared = 1;
    private const uint FlockExclusive = 2;
    private const uint FlockNoWait = 4;
    private const uint FlockUnlock = 8;

    private static CallResult LockFile(Thread thread, int descriptor, uint operation)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        LockKind? kind = (operation & ~FlockNoWait) switch
        {
            FlockShared => LockKind.Shared,
            FlockExclusive => LockKind.Exclusive,
            FlockUnlock => LockKind.None,
            _ => null,
        };
        if (kind is not { } wanted || (file.Flags & OpenFlags.PathOnly) != 0)
        {
            return kind is null ? Errno.Invalid : Errno.BadDescriptor;
        }

        FileLock claim = new(file, wanted, LockScope.File, 0, ulong.MaxValue);
        return TakeLock(thread, file, in claim, (operation & FlockNoWait) != 0 ? LockWait.Refuse : LockWait.Wait);
    }

    private static CallResult SetLock(Thread thread, OpenFile file, ulong address, object owner, LockWait wait)
    {
        Span<byte> room = stackalloc byte[LockBytes];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        Errno error = ReadClaim(room, file, owner, out FileLock claim);
        if (error != Errno.None)
        {
            return error;
        }

        if ((claim.Kind == LockKind.Shared && !file.CanRead) || (claim.Kind == LockKind.Exclusive && !file.CanWrite))
        {
            return Errno.BadDescriptor;
        }

        if (ReferenceEquals(owner, thread.Process.Descriptors))
        {
            thread.Process.Descriptors.LockOwner = thread.Process.ProcessId;
        }

        return TakeLock(thread, file, in claim, wait);
    }

    /// <summary>What is in the way of a lock, in place of what was asked (F_GETLK).</summary>
    private static CallResult TellLock(Thread thread, OpenFile file, ulong address, object owner)
    {
        Span<byte> room = stackalloc byte[LockBytes];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        Errno error = ReadClaim(room, file, owner, out FileLock claim);
        if (error != Errno.None || claim.Kind == LockKind.None)
        {
            return error != Errno.None ? error : Errno.Invalid;
        }

        if (file.Inode.Locks?.FindConflict(claim) is { } found)
        {
            BinaryPrimitives.WriteInt16LittleEndian(room, found.Kind == LockKind.Shared ? ReadLock : WriteLock);
            BinaryPrimitives.WriteInt16LittleEndian(room[2..], 0);
            BinaryPrimitives.WriteUInt64LittleEndian(room[8..], found.Start);
            BinaryPrimitives.WriteUInt64LittleEndian(room[16..], found.End == ulong.MaxValue ? 0 : found.End - found.Start);
            BinaryPrimitives.WriteInt32LittleEndian(room[LockProcessAt..], found.Owner is DescriptorTable holder ? holder.LockOwner : -1);
        }
        else
        {
            BinaryPrimitives.WriteInt16LittleEndian(room, Unlock);
        }

        outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    private static CallResult TakeLock(Thread thread, OpenFile file, in FileLock claim, LockWait wait)
    {
        if (claim.Kind == LockKind.None && file.Inode.Locks is null)
        {
            return 0;
        }

        file.Inode.Locks ??= new FileLocks();
        FileOutcome outcome = file.Inode.Locks.TrySet(in claim);
        return outcome.Verdict == FileVerdict.WouldBlock && wait == LockWait.Refuse ? Errno.Again : Finish(thread, outcome);
    }

    /// <summary>struct flock. Invalid for a range that begins before the file, Overflow for one that ends behind every file.</summary>
    private static Errno ReadClaim(ReadOnlySpan<byte> room, OpenFile file, object owner, out FileLock claim)
    {
        claim = default;
        short type = BinaryPrimitives.ReadInt16LittleEndian(room);
        short origin = BinaryPrimitives.ReadInt16LittleEndian(room[2..]);
        long start = BinaryPrimitives.ReadInt64LittleEndian(room[8..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(room[16..]);
        if (type is < ReadLock or > Unlock || origin is < (short)SeekOrigin.Start or > (short)SeekOrigin.End)
        {
            return Errno.Invalid;
        }

        if (ReferenceEquals(owner, file) && BinaryPrimitives.ReadInt32LittleEndian(room[LockProcessAt..]) != 0)
        {
            return Errno.Invalid; // l_pid of an open-file-description lock
        }

        // A file's size and position are at most long.MaxValue.
        long from = origin == (short)SeekOrigin.Current ? (long)file.Position : origin == (short)SeekOrigin.End ? (long)file.Inode.Size : 0;
        if (start > long.MaxValue - from)
        {
            return Errno.Overflow;
        }

        start += from;
        long end = long.MaxValue;
        if (length > 0)
        {
            if (length - 1 > long.MaxValue - Math.Max(start, 0))
            {
                return Errno.Overflow;
            }

            end = start < 0 ? end : start + (length - 1);
        }
        else if (length < 0)
        {
            end = start - 1;
            start = start < 0 || length < -start ? -1 : start + length;
        }

        if (start < 0)
        {
            return Errno.Invalid;
        }

        LockKind kind = type == ReadLock ? LockKind.Shared : type == WriteLock ? LockKind.Exclusive : LockKind.None;
        claim = new FileLock(owner, kind, LockScope.Record, (ulong)start, end == long.MaxValue ? ulong.MaxValue : (ulong)end + 1);
        return Errno.None;
    }
}
