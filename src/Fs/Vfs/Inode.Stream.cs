using System;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// Contents that are no pages: a device, a pipe, a generated file. An inode of that kind says what a read and a write of bytes that lie together do; one that
/// knows before it looks at a program's memory that the program has to wait does the whole transfer itself.
/// </remarks>
public abstract partial class Inode
{
    /// <summary>How many bytes move as one whole, wherever the program has them: PIPE_BUF (pipe(7)).</summary>
    private const int MostTogether = 4096;

    /// <summary>Whether a read means one thing, taken whole with one <see cref="TryRead(OpenFile, ulong, Span{byte}, out int)"/>: a counter's eight bytes, a terminal's line.</summary>
    public virtual bool IsRecordStream => false;

    /// <summary>Reads bytes that lie together. 0 bytes: the end.</summary>
    public virtual FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        return Errno.Invalid;
    }

    public virtual FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count)
    {
        count = 0;
        return Errno.Invalid;
    }

    /// <summary>Reads into a buffer until it is full or there is no more. An error after some bytes shows the next time.</summary>
    /// <param name="file">As what it is open.</param>
    /// <param name="start">Where the first byte that is not done comes from.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="progress">How much is done.</param>
    public virtual FileOutcome TryRead(OpenFile file, ulong start, in FileBuffer buffer, ref FileProgress progress)
    {
        if (Behind is { } behind)
        {
            return behind.TryRead(file, start, in buffer, ref progress);
        }

        if (Kind == InodeKind.Directory)
        {
            return Errno.IsDirectory;
        }

        bool isRecordStream = IsRecordStream;
        ulong origin = unchecked(start - progress.Done); // another thread may have moved the cursor back meanwhile
        while (progress.Done < (ulong)buffer.Length)
        {
            FileOutcome outcome = buffer.TryReach(progress.Done, Access.Write, out Span<byte> into);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            if (isRecordStream)
            {
                return TryReadRecord(file, in buffer, into, start, ref progress);
            }

            outcome = TryRead(file, unchecked(origin + progress.Done), into, out int count);
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

    /// <summary>Writes a buffer, or as much of it as there is room for.</summary>
    /// <param name="file">As what it is open.</param>
    /// <param name="start">Where the first byte that is not done goes.</param>
    /// <param name="buffer">What.</param>
    /// <param name="progress">How much is done.</param>
    public virtual FileOutcome TryWrite(OpenFile file, ulong start, in FileBuffer buffer, ref FileProgress progress)
    {
        if (Behind is { } behind)
        {
            return behind.TryWrite(file, start, in buffer, ref progress);
        }

        ulong origin = unchecked(start - progress.Done); // another thread may have moved the cursor back meanwhile
        while (progress.Done < (ulong)buffer.Length)
        {
            FileOutcome outcome = buffer.TryReach(progress.Done, Access.Read, out Span<byte> from);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            if (buffer.Length <= MostTogether && (ulong)from.Length < (ulong)buffer.Length - progress.Done)
            {
                return TryWriteTogether(file, in buffer, start, ref progress);
            }

            outcome = TryWrite(file, unchecked(origin + progress.Done), from, out int count);
            if (!outcome.IsDone || count == 0)
            {
                return outcome;
            }

            progress.Done += unchecked((uint)count); // none is negative
        }

        return FileOutcome.Done;
    }

    /// <summary>A small write from a buffer that lies across pages comes as one (PIPE_BUF, pipe(7)).</summary>
    private FileOutcome TryWriteTogether(OpenFile file, in FileBuffer buffer, ulong start, ref FileProgress progress)
    {
        Span<byte> together = stackalloc byte[MostTogether];
        FileOutcome outcome = buffer.TryGather(together);
        int length = buffer.Length;
        int count = length;
        while (outcome.IsDone && count != 0 && progress.Done < (ulong)length)
        {
            outcome = TryWrite(file, start, together[(int)progress.Done..length], out count);
            progress.Done += outcome.IsDone ? (ulong)count : 0;
        }

        return outcome;
    }

    /// <summary>One read, also where the program's buffer lies across pages: nothing is taken before all of it can be reached.</summary>
    private FileOutcome TryReadRecord(OpenFile file, in FileBuffer buffer, Span<byte> into, ulong start, ref FileProgress progress)
    {
        int length = Math.Min(buffer.Length, MostTogether);
        int count;
        FileOutcome outcome;
        if (into.Length >= length)
        {
            outcome = TryRead(file, start, into[..length], out count);
        }
        else
        {
            outcome = TryReachAll(in buffer, length, Access.Write);
            Span<byte> together = stackalloc byte[MostTogether];
            count = 0;
            outcome = outcome.IsDone ? TryRead(file, start, together[..length], out count) : outcome;
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
}
