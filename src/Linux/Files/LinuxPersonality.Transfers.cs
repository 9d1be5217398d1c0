using System;
using System.Runtime.CompilerServices;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Reading and writing (read(2), pread(2), readv(2), and their like).</remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>MAX_RW_COUNT: no call moves more (read(2), NOTES).</summary>
    private const int MostTransferBytes = 0x7fff_f000;

    private static CallResult Read(Thread thread, int descriptor, ulong address, ulong count)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Reading).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        FileBuffer buffer = BufferOf(thread, address, count);
        return ReadInto(thread, file, in buffer, null);
    }

    private static CallResult Write(Thread thread, int descriptor, ulong address, ulong count)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Writing).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        FileBuffer buffer = BufferOf(thread, address, count);
        return WriteFrom(thread, file, in buffer, null);
    }

    private static CallResult ReadAt(Thread thread, int descriptor, ulong address, ulong count, long offset)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Reading).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        FileBuffer buffer = BufferOf(thread, address, count);
        return ReadInto(thread, file, in buffer, unchecked((ulong)offset)); // below 0: more than any file has
    }

    private static CallResult WriteAt(Thread thread, int descriptor, ulong address, ulong count, long offset)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Writing).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        FileBuffer buffer = BufferOf(thread, address, count);
        return offset < 0 ? Errno.Invalid : WriteFrom(thread, file, in buffer, (ulong)offset);
    }

    private CallResult ReadSegments(Thread thread, int descriptor, ulong segments, ulong count)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Reading).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        FileOutcome outcome = TryReadSegments(thread, segments, count, out FileBuffer buffer);
        return outcome.IsDone ? ReadInto(thread, file, in buffer, null) : Finish(thread, outcome);
    }

    private CallResult WriteSegments(Thread thread, int descriptor, ulong segments, ulong count)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Writing).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        FileOutcome outcome = TryReadSegments(thread, segments, count, out FileBuffer buffer);
        return outcome.IsDone ? WriteFrom(thread, file, in buffer, null) : Finish(thread, outcome);
    }

    /// <param name="thread">Who calls.</param>
    /// <param name="descriptor">What is read.</param>
    /// <param name="segments">Where to.</param>
    /// <param name="count">How many segments.</param>
    /// <param name="offset">-1 with <paramref name="cursor"/>: the cursor.</param>
    /// <param name="flags">None is known (preadv2(2), EOPNOTSUPP).</param>
    /// <param name="cursor">Whether an offset of -1 means the cursor.</param>
    private CallResult ReadSegmentsAt(Thread thread, int descriptor, ulong segments, ulong count, long offset, uint flags, CursorUse cursor)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Reading).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (offset < 0 && (offset != -1 || cursor == CursorUse.Never))
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = flags != 0 ? Errno.NotSupported : FileOutcome.Done;
        FileBuffer buffer = default;
        outcome = outcome.IsDone ? TryReadSegments(thread, segments, count, out buffer) : outcome;
        return outcome.IsDone ? ReadInto(thread, file, in buffer, offset < 0 ? null : (ulong)offset) : Finish(thread, outcome);
    }

    private CallResult WriteSegmentsAt(Thread thread, int descriptor, ulong segments, ulong count, long offset, uint flags, CursorUse cursor)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Writing).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (offset < 0 && (offset != -1 || cursor == CursorUse.Never))
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = flags != 0 ? Errno.NotSupported : FileOutcome.Done;
        FileBuffer buffer = default;
        outcome = outcome.IsDone ? TryReadSegments(thread, segments, count, out buffer) : outcome;
        return outcome.IsDone ? WriteFrom(thread, file, in buffer, offset < 0 ? null : (ulong)offset) : Finish(thread, outcome);
    }

    /// <summary>Inlined, so that reading at the cursor and at an offset are each made for what they do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CallResult ReadInto(Thread thread, OpenFile file, in FileBuffer buffer, ulong? offset)
    {
        ref CallProgress progress = ref thread.BeginCall();
        if (IsRefused(thread, file, TerminalUse.Read, out CallResult refusal))
        {
            return refusal;
        }

        FileOutcome outcome = offset is { } at ? file.TryReadAt(in buffer, at, ref progress.File) : file.TryRead(in buffer, ref progress.File);
        return FinishTransfer(thread, outcome, ref progress);
    }

    /// <summary>As <see cref="ReadInto"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CallResult WriteFrom(Thread thread, OpenFile file, in FileBuffer buffer, ulong? offset)
    {
        ref CallProgress progress = ref thread.BeginCall();
        if (IsRefused(thread, file, TerminalUse.Write, out CallResult refusal))
        {
            return refusal;
        }

        return thread.Process.Limits.MostFileBytes == ResourceLimits.Infinite
            ? WriteAllowed(thread, file, in buffer, offset, ref progress)
            : WriteLimited(thread, file, buffer, offset, ref progress);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CallResult WriteAllowed(Thread thread, OpenFile file, in FileBuffer buffer, ulong? offset, ref CallProgress progress)
    {
        FileOutcome outcome = offset is { } at ? file.TryWriteAt(in buffer, at, ref progress.File) : file.TryWrite(in buffer, ref progress.File);
        SignalBrokenPipe(thread, outcome);
        return FinishTransfer(thread, outcome, ref progress);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallResult WriteLimited(Thread thread, OpenFile file, FileBuffer buffer, ulong? offset, ref CallProgress progress) =>
        TryLimit(thread, file, ref buffer, offset, progress.File.Done)
            ? WriteAllowed(thread, file, in buffer, offset, ref progress)
            : Errno.FileTooLarge;

    /// <summary>Whoever writes to what nobody reads any more gets a signal, too (pipe(7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SignalBrokenPipe(Thread thread, FileOutcome outcome)
    {
        if (!outcome.IsDone && outcome.Error == Errno.BrokenPipe)
        {
            SendBrokenPipe(thread);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendBrokenPipe(Thread thread)
    {
        SignalInfo info = new() { Signal = Signal.Pipe, Code = SignalCode.User, Process = thread.Process.ProcessId, User = thread.Process.Paths.Who.User };
        _ = thread.Send(in info); // it is no real-time signal: there is room
    }

    /// <summary>How many bytes were moved; also when a signal ends the wait for more of them (signal(7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CallResult FinishTransfer(Thread thread, FileOutcome outcome, ref CallProgress progress) =>
        outcome.IsDone ? unchecked((long)progress.File.Done) : FinishCutShort(thread, outcome, ref progress); // at most MostTransferBytes

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallResult FinishCutShort(Thread thread, FileOutcome outcome, ref CallProgress progress)
    {
        bool isCutShort = progress.File.Done != 0 && outcome.Verdict == FileVerdict.WouldBlock && thread.IsInterrupted;
        return isCutShort ? (long)progress.File.Done : Finish(thread, outcome);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FileBuffer BufferOf(Thread thread, ulong address, ulong count) =>
        new(thread.Process.Memory!.Space, new VirtualAddress(address), unchecked((int)Math.Min(count, MostTransferBytes)));
}
