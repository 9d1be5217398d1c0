using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Clocks and sleeping (clock_gettime(2), clock_nanosleep(2), times(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const ulong PerSecond = TimeLayout.PerSecond;
    private const ulong PerMicrosecond = TimeLayout.PerMicrosecond;
    private const ulong TickNanoseconds = 10_000_000;
    private const uint AbsoluteTime = 1;

    private static CallResult TellClock(Thread thread, int clock, ulong address)
    {
        if (!thread.Process.Descriptors.GetClock(Rights.Read).Ok(out _, out Errno refused))
        {
            return refused;
        }

        if (!TryReadClock(thread, clock, out ulong nanoseconds))
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryWriteTime(thread, address, nanoseconds);
        return Finish(thread, outcome);
    }

    private static CallResult TellClockResolution(Thread thread, int clock, ulong address)
    {
        if (!thread.Process.Descriptors.GetClock(Rights.Read).Ok(out _, out Errno refused))
        {
            return refused;
        }

        if (!TryReadClock(thread, clock, out _))
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = address == 0 ? FileOutcome.Done : TryWriteTime(thread, address, 1);
        return Finish(thread, outcome);
    }

    private static CallResult TellTimeOfDay(Thread thread, ulong address, ulong zoneAddress)
    {
        if (!thread.Process.Descriptors.GetClock(Rights.Read).Ok(out TimeSource? source, out Errno refused))
        {
            return refused;
        }

        (long seconds, long fraction) = Math.DivRem(source.Clocks.UnixNanoseconds, (long)PerSecond);
        FileOutcome outcome = address == 0 ? FileOutcome.Done : TryCopyOut(thread, address, (ulong)seconds, (ulong)fraction / PerMicrosecond);
        Span<byte> zone = stackalloc byte[8];
        zone.Clear();
        outcome = outcome.IsDone && zoneAddress != 0 ? TryCopyOut(thread, zoneAddress, zone) : outcome;
        return Finish(thread, outcome);
    }

    private static CallResult TellSeconds(Thread thread, ulong address)
    {
        if (!thread.Process.Descriptors.GetClock(Rights.Read).Ok(out TimeSource? source, out Errno refused))
        {
            return refused;
        }

        long seconds = source.Clocks.UnixNanoseconds / (long)PerSecond;
        Span<byte> room = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(room, seconds);
        FileOutcome outcome = address == 0 ? FileOutcome.Done : TryCopyOut(thread, address, room);
        return Finish(thread, outcome, seconds);
    }

    private static CallResult TellTimes(Thread thread, ulong address)
    {
        if (!thread.Process.Descriptors.GetClock(Rights.Read).Ok(out TimeSource? source, out Errno refused))
        {
            return refused;
        }

        Span<byte> room = stackalloc byte[32];
        room.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(room, thread.Process.Runtime / TickNanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(room[16..], thread.Process.ChildRuntime / TickNanoseconds);
        FileOutcome outcome = address == 0 ? FileOutcome.Done : TryCopyOut(thread, address, room);
        return Finish(thread, outcome, (long)(source.Clocks.Nanoseconds / TickNanoseconds));
    }

    private static CallResult Sleep(Thread thread, Clock clock, uint flags, ulong address, ulong leftAddress)
    {
        if (clock == Clock.ThreadTime || (flags & ~AbsoluteTime) != 0 || !TryReadClock(thread, (int)clock, out ulong clockNow))
        {
            return Errno.Invalid;
        }

        if (!thread.Process.Descriptors.GetClock(Rights.Wait).Ok(out TimeSource? source, out Errno refused))
        {
            return refused;
        }

        ulong now = source.Clocks.Nanoseconds;
        ref CallProgress progress = ref thread.BeginCall();
        if (progress.Step == 0)
        {
            FileOutcome outcome = TryReadTime(thread, address, out ulong wanted);
            if (!outcome.IsDone)
            {
                return Finish(thread, outcome);
            }

            ulong length = (flags & AbsoluteTime) == 0 ? wanted : wanted > clockNow ? wanted - clockNow : 0;
            progress.Step = 1;
            progress.Deadline = Later(now, length);
        }

        if (now >= progress.Deadline)
        {
            return 0;
        }

        if (thread.IsInterrupted)
        {
            FileOutcome told = leftAddress != 0 && (flags & AbsoluteTime) == 0
                ? TryWriteTime(thread, leftAddress, progress.Deadline - now)
                : FileOutcome.Done;
            if (!told.IsDone)
            {
                return Finish(thread, told);
            }

            thread.InterruptCall(RestartRule.UnlessHandled);
            return CallResult.Deferred;
        }

        if (progress.Deadline != ulong.MaxValue)
        {
            thread.WakeAt(progress.Deadline);
        }

        thread.Park(source.TakenBack, WaitKind.Interruptible);
        return CallResult.Deferred;
    }

    /// <summary>Waits for a moment, or for a signal.</summary>
    /// <param name="deadline">Nanoseconds since boot; ulong.MaxValue: none.</param>
    private static void Doze(Thread thread, ulong deadline)
    {
        if (deadline != ulong.MaxValue)
        {
            thread.WakeAt(deadline);
        }

        thread.Park(WaitKind.Interruptible);
    }

    private static ulong Later(ulong now, ulong nanoseconds) => nanoseconds > ulong.MaxValue - now ? ulong.MaxValue : now + nanoseconds;

    private static IClocks ClocksOf(Thread thread) => thread.Process.Container.Scheduler.Clocks;

    private static bool TryReadClock(Thread thread, int clock, out ulong nanoseconds)
    {
        switch ((Clock)clock)
        {
            case Clock.Realtime or Clock.RealtimeCoarse or Clock.RealtimeAlarm or Clock.International:
                nanoseconds = (ulong)ClocksOf(thread).UnixNanoseconds;
                return true;
            case Clock.Monotonic or Clock.MonotonicRaw or Clock.MonotonicCoarse or Clock.BootTime or Clock.BootTimeAlarm:
                nanoseconds = ClocksOf(thread).Nanoseconds;
                return true;
            case Clock.ProcessTime:
                nanoseconds = thread.Process.Runtime;
                return true;
            case Clock.ThreadTime:
                nanoseconds = thread.Runtime;
                return true;
            default:
                return TryReadProcessClock(thread, clock, out nanoseconds);
        }
    }

    /// <summary>A clock of another process or thread: its number is in the upper bits, inverted (clock_getcpuclockid(3)).</summary>
    private static bool TryReadProcessClock(Thread thread, int clock, out ulong nanoseconds)
    {
        nanoseconds = 0;
        if (clock >= 0)
        {
            return false;
        }

        int id = ~(clock >> 3);
        if ((clock & 4) != 0)
        {
            bool isThread = FindThread(thread, id, Rights.ReadState).Ok(out Thread? of, out _);
            nanoseconds = isThread ? of!.Runtime : 0;
            return isThread;
        }

        bool isProcess = FindProcess(thread, id, Rights.ReadState).Ok(out Process? process, out _) && (id == 0 || process.ProcessId == id);
        nanoseconds = isProcess ? process!.Runtime : 0;
        return isProcess;
    }

    /// <summary>struct timespec. Invalid: negative, or a second or more in the nanoseconds.</summary>
    private static FileOutcome TryReadTime(Thread thread, ulong address, out ulong nanoseconds)
    {
        nanoseconds = 0;
        Span<byte> room = stackalloc byte[TimeLayout.Bytes];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        return !outcome.IsDone || TimeLayout.TryRead(room, out nanoseconds) ? outcome : Errno.Invalid;
    }

    private static FileOutcome TryWriteTime(Thread thread, ulong address, ulong nanoseconds)
    {
        (ulong seconds, ulong fraction) = Math.DivRem(nanoseconds, PerSecond);
        return TryCopyOut(thread, address, seconds, fraction);
    }
}
