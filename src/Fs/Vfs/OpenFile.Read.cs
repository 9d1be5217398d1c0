using System;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Reading (read(2), pread(2)). What was moved is in the progress; a later error shows the next time.</remarks>
public sealed partial class OpenFile
{
    /// <summary>How many bytes move as one whole, wherever the program has them: PIPE_BUF (pipe(7)).</summary>
    private const int MostTogether = 4096;

    private const long Day = 86_400L * 1_000_000_000;

    // Where a sequential reader is expected next, in pages, and how far ahead pages were asked for.
    private ulong _nextPage;
    private ulong _askedTo;
    private uint _window;

    /// <summary>Reads at the cursor and moves it along.</summary>
    public FileOutcome TryRead(in FileBuffer buffer, ref FileProgress progress)
    {
        ulong before = progress.Done;
        FileOutcome outcome = TryReadFrom(in buffer, Position, ref progress);
        Position += progress.Done - before;
        return outcome;
    }

    /// <summary>Reads at an offset; the cursor stays.</summary>
    public FileOutcome TryReadAt(in FileBuffer buffer, ulong offset, ref FileProgress progress) =>
        offset > long.MaxValue || Inode.Kind is InodeKind.Fifo or InodeKind.Socket
            ? RefuseReadAt(offset)
            : TryReadFrom(in buffer, offset + progress.Done, ref progress);

    private Errno RefuseReadAt(ulong offset) =>
        !CanRead ? Errno.BadDescriptor
        : Inode.IsDirectory ? Errno.IsDirectory
        : offset > long.MaxValue ? Errno.Invalid : Errno.IllegalSeek;

    private FileOutcome TryReadFrom(in FileBuffer buffer, ulong start, ref FileProgress progress)
    {
        Inode inode = Inode;
        if (!CanRead || inode.IsDirectory)
        {
            return CanRead ? Errno.IsDirectory : Errno.BadDescriptor;
        }

        FileOutcome outcome = inode.Pages is { } pages
            ? TryReadPages(inode, pages, in buffer, start, ref progress)
            : TryReadStream(in buffer, start, ref progress);
        NoteRead();
        return Settle(outcome, progress.Done);
    }

    private FileOutcome TryReadPages(Inode inode, VmObject pages, in FileBuffer buffer, ulong start, ref FileProgress progress)
    {
        ulong origin = unchecked(start - progress.Done); // another thread may have moved the cursor back meanwhile
        ulong size = inode.Size;
        Frames frames = inode.FileSystem.Frames;
        bool isPaged = pages.Kind == ObjectKind.Paged;
        while (progress.Done < (ulong)buffer.Length && unchecked(origin + progress.Done) < size)
        {
            ulong offset = unchecked(origin + progress.Done);
            PageNumber page = new(offset >> PageNumber.Shift);
            FrameNumber frame = pages.FindPage(page);
            if (isPaged)
            {
                ReadAhead(page.Value, frame.IsNone);
                FileOutcome outcome = frame.IsNone ? FileOutcome.FromCache(pages.TryGetPage(page, out frame)) : FileOutcome.Done;
                if (!outcome.IsDone)
                {
                    return outcome;
                }
            }

            FileOutcome copied = FilePages.TryCopyOut(frames, frame, offset, size, in buffer, ref progress);
            if (!copied.IsDone)
            {
                return copied;
            }
        }

        return FileOutcome.Done;
    }

    private FileOutcome TryReadStream(in FileBuffer buffer, ulong start, ref FileProgress progress)
    {
        ulong origin = unchecked(start - progress.Done); // another thread may have moved the cursor back meanwhile
        while (progress.Done < (ulong)buffer.Length)
        {
            FileOutcome outcome = buffer.TryReach(progress.Done, Access.Write, out Span<byte> into);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            if (_isRecordStream)
            {
                return TryReadRecord(in buffer, into, start, ref progress);
            }

            outcome = Inode.TryRead(this, unchecked(origin + progress.Done), into, out int count);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            progress.Done += unchecked((uint)count); // none is negative
            if (count < into.Length)
            {
                return outcome;
            }
        }

        return FileOutcome.Done;
    }

    /// <summary>One read, also where the program's buffer lies across pages: nothing is taken before all of it can be reached.</summary>
    private FileOutcome TryReadRecord(in FileBuffer buffer, Span<byte> into, ulong start, ref FileProgress progress)
    {
        int length = Math.Min(buffer.Length, MostTogether);
        int count;
        FileOutcome outcome;
        if (into.Length >= length)
        {
            outcome = Inode.TryRead(this, start, into[..length], out count);
        }
        else
        {
            outcome = TryReachAll(in buffer, length, Access.Write);
            Span<byte> together = stackalloc byte[MostTogether];
            count = 0;
            outcome = outcome.IsDone ? Inode.TryRead(this, start, together[..length], out count) : outcome;
            for (int done = 0; outcome.IsDone && done < count;)
            {
                outcome = buffer.TryReach((ulong)done, Access.Write, out Span<byte> part);
                int moved = outcome.IsDone ? Math.Min(part.Length, count - done) : 0;
                together.Slice(done, moved).CopyTo(part);
                done += moved;
            }
        }

        progress.Done += outcome.IsDone ? (ulong)count : 0;
        return outcome;
    }

    /// <summary>Sees to it that the first bytes of a buffer are all there.</summary>
    private static FileOutcome TryReachAll(in FileBuffer buffer, int length, Access needed)
    {
        for (int done = 0; done < length;)
        {
            FileOutcome outcome = buffer.TryReach((ulong)done, needed, out Span<byte> part);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            done += part.Length;
        }

        return FileOutcome.Done;
    }

    /// <summary>Asks ahead for a sequential reader: the window doubles while the guess is right.</summary>
    private void ReadAhead(ulong page, bool isMissing)
    {
        if (page != _nextPage && page + 1 != _nextPage)
        {
            _window = 0; // it jumped
            _askedTo = page;
        }

        _nextPage = page + 1;
        if (!isMissing && (_window == 0 || page + (_window / 2) < _askedTo))
        {
            return;
        }

        _window = Math.Min(Math.Max(_window * 2, FilePages.FirstWindow), FilePages.LastWindow);
        ulong end = Math.Min(page + 1 + _window, (Inode.Size + PageNumber.Size - 1) >> PageNumber.Shift);
        ulong from = Math.Max(page, _askedTo);
        _askedTo = Math.Max(_askedTo, end);
        FilePages.AskFor(Inode.Pages!, from, end);
    }

    /// <summary>A wait that a program did not ask for, and an error after some bytes, become what read(2) says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FileOutcome Settle(FileOutcome outcome, ulong done) => outcome.IsDone ? outcome : SettleUnfinished(outcome, done);

    private FileOutcome SettleUnfinished(FileOutcome outcome, ulong done)
    {
        outcome = outcome.Error == Errno.NoMemory ? Inode.FileSystem.OutOfMemory() : outcome;
        if ((outcome.Verdict == FileVerdict.Failed && done == 0) || outcome.Verdict == FileVerdict.NeedsIo)
        {
            return outcome;
        }

        if (outcome.Verdict == FileVerdict.WouldBlock && (Flags & OpenFlags.NonBlocking) == 0 && (done == 0 || Inode.Pages is not null))
        {
            return outcome;
        }

        return done != 0 ? FileOutcome.Done : Errno.Again;
    }

    /// <summary>Sets the access time when it is older than the last change, or than a day (relatime, mount(8)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteRead()
    {
        if (_keepsTimes)
        {
            NoteReadTime();
        }
    }

    private void NoteReadTime()
    {
        Inode inode = Inode;
        FileTime now = inode.FileSystem.Clock.Now;
        bool isNoted = inode.AccessTime > inode.ModifyTime && now.Nanoseconds - inode.AccessTime.Nanoseconds <= Day;
        if (!isNoted && (Flags & OpenFlags.NoAccessTime) == 0 && Place.Mount is not ({ IsReadOnly: true } or { Flags: MountFlags.NoAccessTimes }))
        {
            inode.AccessTime = now;
            inode.AttributesChanged();
        }
    }
}
