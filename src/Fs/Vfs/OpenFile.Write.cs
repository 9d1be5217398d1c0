using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Writing (write(2), pwrite(2), fsync(2), ftruncate(2), fallocate(2)).</remarks>
public sealed partial class OpenFile
{
    private const ushort SetUserId = 0x800;
    private const ushort SetGroupId = 0x400;
    private const ushort GroupExecute = 8;

    /// <summary>Writes at the cursor, or at the end, and moves the cursor along.</summary>
    /// <remarks>Inlined, as reading is.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FileOutcome TryWrite(in FileBuffer buffer, ref FileProgress progress)
    {
        ulong before = progress.Done;
        FileOutcome outcome = TryWriteFrom(in buffer, Position, ref progress, out ulong end);
        Position = progress.Done != before ? end : Position;
        return outcome;
    }

    /// <summary>Writes at an offset; the cursor stays.</summary>
    public FileOutcome TryWriteAt(in FileBuffer buffer, ulong offset, ref FileProgress progress)
    {
        bool isStream = Inode.Kind is InodeKind.Fifo or InodeKind.Socket;
        return CanWrite && (isStream || offset > long.MaxValue - (ulong)buffer.Length)
            ? isStream ? Errno.IllegalSeek : Errno.Invalid
            : TryWriteFrom(in buffer, unchecked(offset + progress.Done), ref progress, out _); // which is no more than the buffer has
    }

    /// <summary>Cuts or prolongs the file.</summary>
    public FileOutcome TryResize(ulong size)
    {
        if (!CanWrite || Inode.Kind != InodeKind.File)
        {
            return Errno.Invalid;
        }

        if (size > long.MaxValue)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = Inode.TryResize(size);
        if (outcome.IsDone)
        {
            DropSetId();
            Inode.TouchModified();
        }

        return outcome;
    }

    /// <summary>Makes a range read as zeroes and frees what lies under it (FALLOC_FL_PUNCH_HOLE).</summary>
    public FileOutcome TryPunch(ulong offset, ulong length)
    {
        if (!CanWrite || Inode.Kind != InodeKind.File)
        {
            return CanWrite ? Errno.NoDevice : Errno.BadDescriptor;
        }

        if (length == 0 || offset > long.MaxValue || length > long.MaxValue - offset)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = FilePages.TryPunch(Inode, offset, Math.Min(offset + length, Inode.Size));
        if (outcome.IsDone)
        {
            Inode.TouchModified();
        }

        return outcome;
    }

    /// <summary>Waits until what was written is safe. An error that write-back met since the last call is told once (C-26).</summary>
    public FileOutcome TrySync(SyncKind kind, ref FileProgress progress)
    {
        FileOutcome outcome = Inode.TrySync(kind, ref progress);
        if (!outcome.IsDone || _seenFailedWrites == Inode.FailedWrites)
        {
            return outcome;
        }

        _seenFailedWrites = Inode.FailedWrites;
        return Inode.LastWriteError;
    }

    /// <param name="buffer">What.</param>
    /// <param name="start">Where the first byte that is not done goes, unless the file is appended to.</param>
    /// <param name="progress">How much is done.</param>
    /// <param name="end">Behind the last byte that was written.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FileOutcome TryWriteFrom(in FileBuffer buffer, ulong start, ref FileProgress progress, out ulong end)
    {
        end = start;
        if (!CanWrite)
        {
            return Errno.BadDescriptor;
        }

        Inode inode = Inode;
        start = (Flags & OpenFlags.Append) != 0 && inode.Kind == InodeKind.File ? inode.Size : start;
        if (start > unchecked(long.MaxValue - (ulong)(uint)buffer.Length)) // never negative
        {
            return Errno.FileTooLarge;
        }

        ulong before = progress.Done;
        FileOutcome outcome = before == (ulong)buffer.Length ? FileOutcome.Done
            : inode.Kind == InodeKind.File && inode.Pages is not null ? FilePages.TryWrite(inode, in buffer, start, ref progress)
            : inode.TryWrite(this, start, in buffer, ref progress);
        if (progress.Done != before)
        {
            end = start + (progress.Done - before);
            if (Inode.KeepsTimes)
            {
                DropSetId();
                inode.TouchModified();
            }
        }

        return outcome.IsDone && (progress.Done == 0 || (Flags & (OpenFlags.Synchronous | OpenFlags.ContentsSynchronous)) == 0)
            ? FileOutcome.Done
            : FinishWrite(outcome, ref progress);
    }

    /// <summary>A write goes on until all is written (pipe(7)); what was written when a signal came is in the progress.</summary>
    private FileOutcome FinishWrite(FileOutcome outcome, ref FileProgress progress)
    {
        bool goesOn = outcome.Verdict == FileVerdict.WouldBlock && (Flags & OpenFlags.NonBlocking) == 0;
        outcome = goesOn ? outcome : Settle(outcome, progress.Done);
        return outcome.IsDone && progress.Done != 0 && (Flags & (OpenFlags.Synchronous | OpenFlags.ContentsSynchronous)) != 0
            ? TrySync((Flags & OpenFlags.Synchronous) != 0 ? SyncKind.Everything : SyncKind.Contents, ref progress)
            : outcome;
    }

    /// <summary>A program that somebody else could have changed does not run with its owner's rights any more (inode(7)).</summary>
    private void DropSetId()
    {
        if ((_privileges & FilePrivileges.KeepSetId) == 0)
        {
            int dropped = SetUserId | ((Inode.Permissions & GroupExecute) != 0 ? SetGroupId : 0);
            Inode.Permissions &= unchecked((ushort)~dropped); // 16 bits of flags
        }
    }
}
