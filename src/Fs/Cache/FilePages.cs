using System;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>Copies between a program's memory and the pages of a file: the cache itself, so that mappings see it at once (C-23 to C-26).</summary>
/// <remarks>
/// Each step takes one page of the file and as much of one page of the program as meets it; the two offsets advance independently (C-24).
/// The file's page is found first and pinned while the program's is reached, because reaching may reclaim pages. When the program's page
/// is missing, nothing stays pinned, and the step starts again later: nobody waits while holding anything (C-32, M-45 to M-51).
/// </remarks>
internal static class FilePages
{
    /// <summary>Pages asked for ahead when a reader starts, and at most.</summary>
    public const uint FirstWindow = 4;
    public const uint LastWindow = 128;

    private const ulong InPage = PageNumber.Size - 1;

    /// <summary>Copies one step out of a file.</summary>
    /// <param name="frames">Where the bytes of its pages are.</param>
    /// <param name="frame">The page's frame; none for a hole in a file that lives in memory only.</param>
    /// <param name="offset">Where in the file, before its end.</param>
    /// <param name="size">The file's bytes.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="progress">How much of the buffer is filled.</param>
    public static FileOutcome TryCopyOut(Frames frames, FrameNumber frame, ulong offset, ulong size, in FileBuffer buffer, ref FileProgress progress)
    {
        int inPage = unchecked((int)(offset & InPage)); // twelve bits
        int most = unchecked((int)Math.Min(PageNumber.Size - (ulong)inPage, size - offset)); // of a page
        if (buffer.TryReachPresent(progress.Done, Access.Write, most, out Span<byte> into))
        {
            Fill(frames, frame, inPage, into);
            progress.Done += (uint)into.Length;
            return FileOutcome.Done;
        }

        return TryCopyOutMissing(frames, frame, inPage, most, in buffer, ref progress);
    }

    /// <summary>The program's page is not there, or the bytes lie in two of them.</summary>
    private static FileOutcome TryCopyOutMissing(Frames frames, FrameNumber frame, int inPage, int most, in FileBuffer buffer, ref FileProgress progress)
    {
        if (!frame.IsNone)
        {
            frames.Pin(frame);
        }

        FileOutcome outcome = buffer.TryReach(progress.Done, Access.Write, out Span<byte> into);
        if (outcome.IsDone)
        {
            into = into[..Math.Min(into.Length, most)];
            Fill(frames, frame, inPage, into);
            progress.Done += (uint)into.Length;
        }

        if (!frame.IsNone)
        {
            frames.Unpin(frame);
        }

        return outcome;
    }

    private static void Fill(Frames frames, FrameNumber frame, int inPage, Span<byte> into)
    {
        if (frame.IsNone)
        {
            into.Clear();
        }
        else
        {
            frames.Memory.Copy(frames.Memory.Part(frame, inPage, into.Length), into);
        }
    }

    /// <summary>Writes a buffer into a file, from an offset on.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="buffer">What to write.</param>
    /// <param name="start">Where the first byte that is not yet done goes.</param>
    /// <param name="progress">How much of the buffer is done.</param>
    public static FileOutcome TryWrite(Inode inode, in FileBuffer buffer, ulong start, ref FileProgress progress)
    {
        ulong offset = start;
        while (progress.Done < (ulong)buffer.Length)
        {
            FileOutcome outcome = inode.TryBeginWrite(offset + ((ulong)buffer.Length - progress.Done));
            ulong before = progress.Done;
            outcome = outcome.IsDone ? TryWriteStep(inode, in buffer, offset, ref progress) : outcome;
            if (!outcome.IsDone)
            {
                return outcome;
            }

            offset += progress.Done - before;
        }

        return FileOutcome.Done;
    }

    /// <summary>Makes a range of a file zero: whole pages are freed, the edges written over.</summary>
    public static FileOutcome TryPunch(Inode inode, ulong start, ulong end)
    {
        ulong first = (start + InPage) >> PageNumber.Shift;
        ulong last = end == inode.Size ? (end + InPage) >> PageNumber.Shift : end >> PageNumber.Shift;
        if (start >= end)
        {
            return FileOutcome.Done;
        }

        FileOutcome outcome = inode.TryBeginWrite(end);
        if (outcome.IsDone && (start & InPage) != 0)
        {
            outcome = TryClear(inode, start, Math.Min(end, first << PageNumber.Shift));
        }

        if (outcome.IsDone && last << PageNumber.Shift < end && last >= first)
        {
            outcome = TryClear(inode, last << PageNumber.Shift, end);
        }

        return outcome.IsDone && first < last ? inode.TryPunch(new PageRange(new PageNumber(first), new PageNumber(last))) : outcome;
    }

    /// <summary>Asks a file's pager for pages nobody has asked for yet; whether they come is not waited for.</summary>
    public static void AskFor(VmObject pages, ulong from, ulong end)
    {
        for (ulong page = from; page < end; page++)
        {
            _ = pages.TryGetPage(new PageNumber(page), out _); // there, on its way, or failed: whoever needs it is told then
        }
    }

    private static FileOutcome TryWriteStep(Inode inode, in FileBuffer buffer, ulong offset, ref FileProgress progress)
    {
        Frames frames = inode.FileSystem.Frames;
        VmObject pages = inode.Pages!;
        PageNumber page = new(offset >> PageNumber.Shift);
        int inPage = unchecked((int)(offset & InPage)); // twelve bits
        if (pages.Kind != ObjectKind.Paged && TryWritePresent(inode, pages.FindPage(page), offset, in buffer, ref progress))
        {
            return FileOutcome.Done;
        }

        // The program's bytes first: how many there are decides whether the old page is needed.
        FileOutcome outcome = buffer.TryReach(progress.Done, Access.Read, out Span<byte> from);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        int count = Math.Min(from.Length, (int)PageNumber.Size - inPage);
        ulong oldSize = inode.Size;
        bool isNew = pages.FindPage(page).IsNone;
        bool isWholePage = inPage == 0 && (count == (int)PageNumber.Size || offset + (ulong)count >= oldSize);
        if (offset + (ulong)count > oldSize)
        {
            inode.Grow(offset + (ulong)count);
        }

        // A page that is written whole, or lies wholly beyond the old end, is not asked of the pager.
        FrameNumber frame;
        bool isFresh = isNew && (isWholePage || page.Value << PageNumber.Shift >= oldSize);
        if (isFresh || pages.Kind != ObjectKind.Paged)
        {
            outcome = pages.TryAddZeroPage(page).Ok(out frame, out Errno error) ? FileOutcome.Done : error;
        }
        else
        {
            outcome = FileOutcome.FromCache(pages.TryGetPage(page, out frame));
        }

        outcome = outcome.IsDone ? TryFill(inode, page, frame, inPage, count, in buffer, ref progress, frames) : outcome;
        if (!outcome.IsDone)
        {
            Undo(inode, page, isFresh, oldSize);
        }

        return outcome;
    }

    /// <summary>Writes to a page that is there, of a file that lives in memory only, what can be reached without anything being done for it.</summary>
    private static bool TryWritePresent(Inode inode, FrameNumber frame, ulong offset, in FileBuffer buffer, ref FileProgress progress)
    {
        int inPage = unchecked((int)(offset & InPage)); // twelve bits
        if (frame.IsNone || !buffer.TryReachPresent(progress.Done, Access.Read, unchecked((int)PageNumber.Size - inPage), out Span<byte> from))
        {
            return false;
        }

        ulong end = offset + (uint)from.Length;
        if (end > inode.Size)
        {
            inode.Grow(end);
        }

        PhysicalMemory memory = inode.FileSystem.Frames.Memory;
        memory.Copy(from, memory.Part(frame, inPage, from.Length));
        progress.Done += (uint)from.Length;
        return true;
    }

    private static FileOutcome TryFill(
        Inode inode, PageNumber page, FrameNumber frame, int inPage, int count, in FileBuffer buffer, ref FileProgress progress, Frames frames)
    {
        frames.Pin(frame);
        FileOutcome outcome = buffer.TryReach(progress.Done, Access.Read, out Span<byte> from);
        if (outcome.IsDone && inode.Pages!.Kind == ObjectKind.Paged)
        {
            outcome = inode.Pages.TryMarkDirty(page);
        }

        if (outcome.IsDone)
        {
            frames.Memory.Copy(from[..count], frames.Memory.Page(frame)[inPage..]);
            progress.Done += (ulong)count;
        }

        frames.Unpin(frame);
        return outcome;
    }

    /// <summary>The program's page, or room on the disk, went missing between two looks: the file is as it was.</summary>
    private static void Undo(Inode inode, PageNumber page, bool isFresh, ulong oldSize)
    {
        if (inode.Size != oldSize)
        {
            inode.Shrink(oldSize);
        }
        else if (isFresh && inode.Pages!.Kind == ObjectKind.Paged)
        {
            _ = inode.Pages.TryEvict(page); // zeroes that are not the file's; it is clean, and nobody else has seen it
        }
    }

    /// <summary>Writes zeroes into part of one page, unless it is a hole that has none.</summary>
    private static FileOutcome TryClear(Inode inode, ulong start, ulong end)
    {
        VmObject pages = inode.Pages!;
        PageNumber page = new(start >> PageNumber.Shift);
        FrameNumber frame = pages.FindPage(page);
        if (frame.IsNone && pages.Kind != ObjectKind.Paged)
        {
            return FileOutcome.Done;
        }

        FileOutcome outcome = frame.IsNone ? FileOutcome.FromCache(pages.TryGetPage(page, out frame)) : FileOutcome.Done;
        if (outcome.IsDone && pages.Kind == ObjectKind.Paged)
        {
            outcome = pages.TryMarkDirty(page);
        }

        if (outcome.IsDone)
        {
            inode.FileSystem.Frames.Memory.Page(frame)[(int)(start & InPage)..(int)(end - (page.Value << PageNumber.Shift))].Clear();
        }

        return outcome;
    }
}
