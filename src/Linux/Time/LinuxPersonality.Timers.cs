using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>The three interval timers of a process (setitimer(2), alarm(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const int RealTimer = 0;
    private const int LastTimer = 2;

    private static CallResult SetAlarm(Thread thread, uint seconds)
    {
        if (!thread.Process.Descriptors.GetClock(Rights.Wait).Ok(out _, out Errno refused))
        {
            return refused;
        }

        ulong left = thread.Process.AlarmLeft;
        thread.Process.SetAlarm(seconds * PerSecond, 0);
        return (long)((left + PerSecond - 1) / PerSecond);
    }

    private static CallResult TellIntervalTimer(Thread thread, int which, ulong address)
    {
        if (which is < RealTimer or > LastTimer)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryWriteTimer(thread, which, address);
        return Finish(thread, outcome);
    }

    private static CallResult SetIntervalTimer(Thread thread, int which, ulong address, ulong oldAddress)
    {
        if (which is < RealTimer or > LastTimer)
        {
            return Errno.Invalid;
        }

        if (!thread.Process.Descriptors.GetClock(Rights.Wait).Ok(out _, out Errno refused))
        {
            return refused;
        }

        ulong interval = 0;
        ulong value = 0;
        if (address != 0)
        {
            Span<byte> room = stackalloc byte[2 * TimeLayout.Bytes];
            FileOutcome read = TryCopyIn(thread, address, room);
            if (!read.IsDone)
            {
                return Finish(thread, read);
            }

            if (!TimeLayout.TryReadMicroseconds(room, out interval) || !TimeLayout.TryReadMicroseconds(room[TimeLayout.Bytes..], out value))
            {
                return Errno.Invalid;
            }
        }

        if (oldAddress != 0)
        {
            FileOutcome written = TryWriteTimer(thread, which, oldAddress);
            if (!written.IsDone)
            {
                return Finish(thread, written);
            }
        }

        if (which != RealTimer && value != 0)
        {
            return Errno.NotSupported; // timers of processor time
        }

        if (which == RealTimer)
        {
            thread.Process.SetAlarm(value, interval);
        }

        return 0;
    }

    private static FileOutcome TryWriteTimer(Thread thread, int which, ulong address)
    {
        ulong interval = which == RealTimer ? thread.Process.AlarmInterval : 0;
        ulong left = which == RealTimer ? thread.Process.AlarmLeft : 0;
        Span<byte> room = stackalloc byte[2 * TimeLayout.Bytes];
        TimeLayout.WriteMicroseconds(interval, room);
        TimeLayout.WriteMicroseconds(left, room[TimeLayout.Bytes..]);
        return TryCopyOut(thread, address, room);
    }
}
