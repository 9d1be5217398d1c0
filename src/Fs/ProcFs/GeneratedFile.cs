using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A file whose text is made when it is first read after opening, and stays as it was for that opening.</summary>
/// <remarks>Size 0, no pages: mmap fails with ENODEV (M-40, M-41). What it told of may be gone: the maker says so with an error.</remarks>
public abstract class GeneratedFile : Inode
{
    protected GeneratedFile(FileSystem owner, ulong number)
        : base(owner, number, InodeKind.File, InodeTimes.Fixed)
    {
        Permissions = 0x124; // 0444
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    public sealed override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        if (file.Attachment is not GeneratedText text || offset == 0)
        {
            text = new GeneratedText();
            Errno error = Make(text);
            if (error != Errno.None)
            {
                return error;
            }

            file.Attachment = text;
        }

        if (offset < (ulong)text.Length)
        {
            count = Math.Min(into.Length, text.Length - (int)offset);
            text.Bytes.Slice((int)offset, count).CopyTo(into);
        }

        return FileOutcome.Done;
    }

    /// <summary>Writes the text. NoProcess when what it tells of is gone.</summary>
    protected abstract Errno Make(GeneratedText text);
}
