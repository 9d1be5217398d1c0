using System;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Reads a file's pages for the kernel itself: headers of programs.</summary>
internal static class FileContents
{
    /// <summary>Reads from an offset; fewer bytes only at the end of the file.</summary>
    /// <returns>NoDevice where a file has no pages; waiting.</returns>
    public static FileOutcome TryRead(Inode inode, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        if (inode.Pages is not { } pages)
        {
            return Errno.NoDevice;
        }

        while (count < into.Length && offset + (ulong)count < inode.Size)
        {
            ulong at = offset + (ulong)count;
            PageNumber page = new(at >> PageNumber.Shift);
            FrameNumber frame = pages.FindPage(page);
            if (frame.IsNone && pages.Kind == ObjectKind.Paged)
            {
                FileOutcome outcome = FileOutcome.FromCache(pages.TryGetPage(page, out frame));
                if (!outcome.IsDone)
                {
                    return outcome;
                }
            }

            int inPage = (int)(at & (PageNumber.Size - 1));
            int bytes = (int)Math.Min((ulong)Math.Min(into.Length - count, (int)PageNumber.Size - inPage), inode.Size - at);
            Span<byte> part = into.Slice(count, bytes);
            if (frame.IsNone)
            {
                part.Clear();
            }
            else
            {
                inode.FileSystem.Frames.Memory.Page(frame).Slice(inPage, bytes).CopyTo(part);
            }

            count += bytes;
        }

        return FileOutcome.Done;
    }
}
