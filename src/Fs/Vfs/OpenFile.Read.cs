using System;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Reading (read(2), pread(2)). What was moved is in the progress; a later error shows the next time.</remarks>
public sealed partial class OpenFile
{
    private const long Day = 86_400L * 1_000_000_000;

    // Where a sequential reader is expected next, in pages, and how far ahead pages were asked for.
    private ulong _nextPage;
    private ulong _askedTo;
    private uint _window;

    /// <summary>Reads at the cursor and moves it along.</summary>
    /// <remarks>Inlined: most transfers are small, and what is on the way to the inode is most of what they cost.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FileOutcome TryRead(in FileBuffer buffer, ref FileProgress progress)
    {
        ulong before = progress.Done;
        FileOutcome outcome = TryReadFrom(in buffer, Position, ref progress);
        Position += progress.Done - before;
        return outcome;
    }

    /// <summary>Reads at an offset; the cursor stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FileOutcome TryReadAt(in FileBuffer buffer, ulong offset, ref FileProgress progress) =>
        offset > long.MaxValue || Inode.Kind is InodeKind.Fifo or InodeKind.Socket
            ? RefuseReadAt(offset)
            : TryReadFrom(in buffer, offset + progress.Done, ref progress);

    private Errno RefuseReadAt(ulong offset) =>
        !CanRead ? Errno.BadDescriptor
        : Inode.IsDirectory ? Errno.IsDirectory
        : offset > long.MaxValue ? Errno.Invalid : Errno.IllegalSeek;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FileOutcome TryReadFrom(in FileBuffer buffer, ulong start, ref FileProgress progress)
    {
        Inode inode = Inode;
        if (!CanRead)
        {
            return Errno.BadDescriptor;
        }

        FileOutcome outcome = inode.Kind == InodeKind.File && inode.Pages is { } pages ? TryReadPages(inode, pages, in buffer, start, ref progress)
            : inode.TryRead(this, start, in buffer, ref progress);
        NoteRead();
        return Settle(outcome, progress.Done);
    }

    /// <summary>Reads what lies in pages.</summary>
    internal FileOutcome TryReadPages(Inode inode, VmObject pages, in FileBuffer buffer, ulong start, ref FileProgress progress)
    {
        ulong origin = unchecked(start - progress.Done); // another thread may have moved the cursor back meanwhile
        ulong size = inode.Size;
        Frames frames = inode.FileSystem.Frames;
        while (progress.Done < unchecked((uint)buffer.Length) && unchecked(origin + progress.Done) < size)
        {
            ulong offset = unchecked(origin + progress.Done);
            PageNumber page = new(offset >> PageNumber.Shift);
            FrameNumber frame = pages.FindPage(page);
            if (pages.Kind == ObjectKind.Paged)
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
        bool isBlocking = (Flags & OpenFlags.NonBlocking) == 0;
        if (isBlocking && done == 0 && outcome.Verdict == FileVerdict.WouldBlock)
        {
            return outcome;
        }

        outcome = outcome.Error == Errno.NoMemory ? Inode.FileSystem.OutOfMemory() : outcome;
        if (outcome.Verdict == FileVerdict.WouldBlock)
        {
            bool waits = isBlocking && (done == 0 || Inode.Kind is InodeKind.File or InodeKind.BlockDevice);
            return waits ? outcome : done != 0 ? FileOutcome.Done : Errno.Again;
        }

        return done == 0 || outcome.Verdict == FileVerdict.NeedsIo ? outcome : FileOutcome.Done;
    }

    /// <summary>Sets the access time when it is older than the last change, or than a day (relatime, mount(8)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteRead()
    {
        if (Inode.KeepsTimes)
        {
            NoteReadTime();
        }
    }

    private void NoteReadTime()
    {
        Inode inode = Inode;
        FileTime now = inode.FileSystem.Clock.Now;
        FileTime noted = inode.AccessTime;
        if (noted <= inode.ModifyTime || noted.Nanoseconds < unchecked(now.Nanoseconds - Day)) // no clock shows a day before 1678
        {
            SetReadTime(inode, now);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetReadTime(Inode inode, FileTime now)
    {
        if ((Flags & OpenFlags.NoAccessTime) == 0 && Place.Mount is not ({ IsReadOnly: true } or { Flags: MountFlags.NoAccessTimes }))
        {
            inode.AccessTime = now;
            inode.AttributesChanged();
        }
    }
}
