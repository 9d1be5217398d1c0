using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>
/// Moving bytes from file to file without the program (sendfile(2), copy_file_range(2)). What is read has pages, so that it can be read again after a wait;
/// how much has been written is <see cref="CallProgress.Value"/>, and where it began is kept in the progress of the file and of the copy.
/// </remarks>
public partial class LinuxPersonality
{
    private const int CopyBytes = 65536;

    /// <summary>No call moves more, so that others get their turn.</summary>
    private const ulong MostCopiedBytes = 4 << 20;

    private readonly byte[] _copied = new byte[CopyBytes];

    private CallResult SendFile(Thread thread, int into, int from, ulong offset, ulong count)
    {
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(from, SystemCallRights.Reading).Ok(out OpenFile? source, out Errno error)
            || !descriptors.Get(into, SystemCallRights.Writing).Ok(out OpenFile? target, out error))
        {
            return error;
        }

        bool isRefused = source.Inode.Pages is null || !source.CanRead || (target.Flags & OpenFlags.Append) != 0;
        return isRefused ? Errno.Invalid : Copy(thread, source, offset, target, 0, count);
    }

    private CallResult CopyRange(Thread thread, int from, ulong offset, int into, ulong newOffset, ulong count, uint flags)
    {
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(from, SystemCallRights.Reading).Ok(out OpenFile? source, out Errno error)
            || !descriptors.Get(into, SystemCallRights.Writing).Ok(out OpenFile? target, out error))
        {
            return error;
        }

        if (source.Inode.IsDirectory || target.Inode.IsDirectory)
        {
            return Errno.IsDirectory;
        }

        if (!source.CanRead || !target.CanWrite || (target.Flags & OpenFlags.Append) != 0)
        {
            return Errno.BadDescriptor;
        }

        bool isRefused = flags != 0 || source.Inode.Kind != InodeKind.File || target.Inode.Kind != InodeKind.File || source.Inode.Pages is null
            || source.Inode == target.Inode; // ranges of one file, which must not overlap, are refused altogether
        return isRefused ? Errno.Invalid : Copy(thread, source, offset, target, newOffset, count);
    }

    /// <param name="thread">Who calls.</param>
    /// <param name="source">What is read.</param>
    /// <param name="sourceOffset">Where in the program the offset lies; 0: the cursor is meant.</param>
    /// <param name="target">What is written.</param>
    /// <param name="targetOffset">As <paramref name="sourceOffset"/>.</param>
    /// <param name="count">Bytes at most.</param>
    private CallResult Copy(Thread thread, OpenFile source, ulong sourceOffset, OpenFile target, ulong targetOffset, ulong count)
    {
        ref CallProgress progress = ref thread.BeginCall();
        FileOutcome outcome = FileOutcome.Done;
        if (progress.Step == 0)
        {
            ulong readAt = source.Position;
            ulong writeAt = 0;
            outcome = sourceOffset != 0 ? TryReadOffset(thread, sourceOffset, out readAt) : outcome;
            outcome = outcome.IsDone && targetOffset != 0 ? TryReadOffset(thread, targetOffset, out writeAt) : outcome;
            if (!outcome.IsDone)
            {
                return Finish(thread, outcome);
            }

            (progress.File.Target, progress.Copy.Done, progress.Step) = (readAt, writeAt, 1);
        }

        count = Math.Min(count, MostCopiedBytes);
        if (count != 0 && thread.Process.Limits.MostFileBytes != ResourceLimits.Infinite && progress.Step == 1)
        {
            ulong left = BytesLeft(thread, target, targetOffset != 0 ? progress.Copy.Done : null, progress.Value);
            if (left == 0 && progress.Value == 0)
            {
                SignalFileSize(thread);
                return Errno.FileTooLarge;
            }

            count = left < count - progress.Value ? progress.Value + left : count;
        }

        while (progress.Step == 1 && progress.Value < count && outcome.IsDone)
        {
            ulong done = progress.Value;
            outcome = TryCopyPiece(source, target, targetOffset, count, ref progress);
            if (outcome.IsDone && progress.Value == done)
            {
                break; // the end
            }
        }

        SignalBrokenPipe(thread, outcome);
        bool isCutShort = progress.Value != 0
            && (outcome.Verdict == FileVerdict.Failed || (outcome.Verdict == FileVerdict.WouldBlock && thread.IsInterrupted));
        if (!outcome.IsDone && !isCutShort)
        {
            return Finish(thread, outcome);
        }

        progress.Step = 2;
        outcome = TryWriteOffset(thread, source, sourceOffset, progress.File.Target + progress.Value);
        outcome = outcome.IsDone && targetOffset != 0 ? TryWriteOffset(thread, target, targetOffset, progress.Copy.Done + progress.Value) : outcome;
        return Finish(thread, outcome, (long)progress.Value);
    }

    private FileOutcome TryCopyPiece(OpenFile source, OpenFile target, ulong targetOffset, ulong count, ref CallProgress progress)
    {
        int most = (int)Math.Min(count - progress.Value, CopyBytes);
        FileProgress read = default;
        ulong at = progress.File.Target;
        if (progress.Value > long.MaxValue - Math.Min(at, long.MaxValue))
        {
            return Errno.Overflow;
        }

        FileBuffer room = new(_copied, 0, most);
        FileOutcome outcome = source.TryReadAt(in room, at + progress.Value, ref read);
        if (!outcome.IsDone || read.Done == 0)
        {
            return outcome;
        }

        FileProgress written = default;
        room = new FileBuffer(_copied, 0, (int)read.Done);
        outcome = targetOffset != 0 ? target.TryWriteAt(in room, progress.Copy.Done + progress.Value, ref written) : target.TryWrite(in room, ref written);
        progress.Value += written.Done;
        return outcome;
    }

    private static FileOutcome TryReadOffset(Thread thread, ulong address, out ulong offset)
    {
        Span<byte> room = stackalloc byte[sizeof(ulong)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        offset = BinaryPrimitives.ReadUInt64LittleEndian(room);
        return outcome.IsDone && offset > long.MaxValue ? Errno.Invalid : outcome;
    }

    /// <summary>Where it goes on: to the program, or into the cursor when the program gave no place.</summary>
    private static FileOutcome TryWriteOffset(Thread thread, OpenFile file, ulong address, ulong offset)
    {
        if (address == 0)
        {
            return file.Seek((long)Math.Min(offset, long.MaxValue), SeekOrigin.Start).Error;
        }

        Span<byte> room = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(room, offset);
        return TryCopyOut(thread, address, room);
    }
}
