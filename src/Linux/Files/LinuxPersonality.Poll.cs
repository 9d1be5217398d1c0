using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Waiting for several files (poll(2)). Such calls are never made again after a handler (signal(7)).</remarks>
public partial class LinuxPersonality
{
    private const int PollFileBytes = 8;
    private const int PollFilesAtOnce = 32;
    private const int SignalSetBytes = 8;
    private const ulong PerMillisecond = 1_000_000;

    private PollingCall? _sparePolls;

    internal void Keep(PollingCall call)
    {
        call.Next = _sparePolls;
        _sparePolls = call;
    }

    private CallResult Poll(Thread thread, ulong files, ulong count, int milliseconds)
    {
        SetDeadline(thread, ref thread.BeginCall(), milliseconds < 0 ? ulong.MaxValue : (ulong)milliseconds * PerMillisecond);
        return PollFiles(thread, files, count);
    }

    private CallResult PollMasked(Thread thread, ulong files, ulong count, ulong time, ulong mask, ulong maskBytes)
    {
        ref CallProgress progress = ref thread.BeginCall();
        FileOutcome outcome = TryBeginTimed(thread, ref progress, time, mask, maskBytes);
        CallResult result = outcome.IsDone ? PollFiles(thread, files, count) : Finish(thread, outcome, 0, RestartRule.UnlessHandled);
        return FinishTimed(thread, result, time);
    }

    private CallResult PollFiles(Thread thread, ulong files, ulong count)
    {
        if (count > (ulong)thread.Process.Descriptors.Limit)
        {
            return Errno.Invalid;
        }

        ref CallProgress progress = ref thread.Progress;
        PollWait wait = BeginPolling(ref progress);
        Span<byte> room = stackalloc byte[PollFilesAtOnce * PollFileBytes];
        int ready = 0;
        for (int done = 0; done < (int)count; done += PollFilesAtOnce)
        {
            Span<byte> part = room[..(Math.Min(PollFilesAtOnce, (int)count - done) * PollFileBytes)];
            ulong address = unchecked(files + (ulong)(done * PollFileBytes));
            FileOutcome outcome = TryCopyIn(thread, address, part);
            if (outcome.IsDone)
            {
                ready += CheckFiles(thread, wait, part);
                outcome = TryCopyOut(thread, address, part);
            }

            if (!outcome.IsDone)
            {
                return outcome.IsWaiting ? Finish(thread, outcome) : EndPolling(ref progress, outcome.Error);
            }
        }

        return ready != 0 ? EndPolling(ref progress, ready) : WaitForFiles(thread, ref progress, wait);
    }

    /// <summary>Puts into each struct pollfd what its file is ready for. Answers how many are ready for anything.</summary>
    private static int CheckFiles(Thread thread, PollWait wait, Span<byte> files)
    {
        int ready = 0;
        for (Span<byte> each = files; !each.IsEmpty; each = each[PollFileBytes..])
        {
            int descriptor = BinaryPrimitives.ReadInt32LittleEndian(each);
            PollEvents asked = (PollEvents)BinaryPrimitives.ReadUInt16LittleEndian(each[4..]);
            PollEvents found = PollEvents.None;
            if (descriptor >= 0)
            {
                found = thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out _)
                    ? wait.Check(file, asked)
                    : PollEvents.Invalid;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(each[6..], (ushort)found);
            ready += found != PollEvents.None ? 1 : 0;
        }

        return ready;
    }

    /// <summary>None of the files is ready: waits for one, or the end of the time.</summary>
    private static CallResult WaitForFiles(Thread thread, ref CallProgress progress, PollWait wait)
    {
        Scheduler scheduler = thread.Process.Container.Scheduler;
        if (scheduler.Clocks.Nanoseconds >= progress.Deadline)
        {
            return EndPolling(ref progress, 0);
        }

        FileOutcome outcome = wait.End();
        CallResult result = Finish(thread, outcome, 0, RestartRule.UnlessHandled);
        if (thread.IsParked && progress.Deadline != ulong.MaxValue)
        {
            thread.WakeAt(progress.Deadline);
        }

        return result;
    }

    private PollWait BeginPolling(ref CallProgress progress)
    {
        if (progress.State is not PollingCall call)
        {
            call = _sparePolls ?? new PollingCall(this);
            _sparePolls = call.Next;
            call.Next = null;
            progress.State = call;
        }

        call.Wait.Begin();
        return call.Wait;
    }

    private static CallResult EndPolling(ref CallProgress progress, CallResult result)
    {
        progress.State?.Abandon();
        progress.State = null;
        return result;
    }

    /// <summary>Says when the wait ends, if that is not known yet.</summary>
    private static void SetDeadline(Thread thread, ref CallProgress progress, ulong nanoseconds)
    {
        if (progress.Deadline == 0)
        {
            ulong now = thread.Process.Container.Scheduler.Clocks.Nanoseconds;
            progress.Deadline = nanoseconds > ulong.MaxValue - now ? ulong.MaxValue : now + nanoseconds;
        }
    }

    /// <summary>Reads the time and the mask of a call that has both, once; the mask holds from now on.</summary>
    private static FileOutcome TryBeginTimed(Thread thread, ref CallProgress progress, ulong time, ulong mask, ulong maskBytes)
    {
        if (progress.Deadline != 0)
        {
            return FileOutcome.Done;
        }

        if (mask != 0 && maskBytes != SignalSetBytes)
        {
            return Errno.Invalid;
        }

        Span<byte> set = stackalloc byte[SignalSetBytes];
        Span<byte> room = stackalloc byte[TimeLayout.Bytes];
        FileOutcome outcome = mask != 0 ? TryCopyIn(thread, mask, set) : FileOutcome.Done;
        outcome = outcome.IsDone && time != 0 ? TryCopyIn(thread, time, room) : outcome;
        ulong nanoseconds = ulong.MaxValue;
        if (outcome.IsDone && time != 0 && !TimeLayout.TryRead(room, out nanoseconds))
        {
            return Errno.Invalid;
        }

        if (!outcome.IsDone)
        {
            return outcome;
        }

        SetDeadline(thread, ref progress, nanoseconds);
        if (mask != 0)
        {
            thread.MaskToRestore = thread.Blocked;
            thread.Blocked = new SignalSet(BinaryPrimitives.ReadUInt64LittleEndian(set));
        }

        return FileOutcome.Done;
    }

    /// <summary>Brings back the mask, and tells how much of the time is left, when the call is over.</summary>
    private static CallResult FinishTimed(Thread thread, CallResult result, ulong time)
    {
        if (result.IsDeferred)
        {
            return result;
        }

        if (thread.MaskToRestore is { } mask)
        {
            thread.MaskToRestore = null;
            thread.Blocked = mask;
        }

        ulong deadline = thread.Progress.Deadline;
        if (time != 0 && deadline != 0)
        {
            ulong now = thread.Process.Container.Scheduler.Clocks.Nanoseconds;
            Span<byte> room = stackalloc byte[TimeLayout.Bytes];
            TimeLayout.Write(deadline > now ? deadline - now : 0, room);
            _ = TryCopyOut(thread, time, room); // a time that cannot be written is left as it is (select(2), Linux)
        }

        return result;
    }
}
