using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Timers that are read (timerfd_create(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const int TimerSettingBytes = 2 * TimeLayout.Bytes;
    private const uint TimerAbsolute = 1;
    private const uint TimerCancelOnSet = 2;

    private CallResult MakeTimer(Thread thread, int clock, uint flags)
    {
        // REALTIME; MONOTONIC and BOOTTIME, which never differ here.
        TimerClock? known = clock switch
        {
            0 => TimerClock.RealTime,
            1 or 7 => TimerClock.Monotonic,
            _ => null,
        };
        if (known is not { } asked || (flags & ~(OpenBits.CloseOnExecute | OpenBits.NonBlocking)) != 0)
        {
            return Errno.Invalid;
        }

        if (!thread.Process.Descriptors.GetClock(Rights.Wait).Ok(out _, out Errno refused))
        {
            return refused;
        }

        Scheduler scheduler = thread.Process.Container.Scheduler;
        return AddUnnamed(thread, new TimerFile(Anonymous, scheduler.Deadlines, asked), OpenFlags.Read, flags);
    }

    private static CallResult SetTimer(Thread thread, int descriptor, uint flags, ulong setting, ulong old)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Configuring).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (file.Inode is not TimerFile timer || (flags & ~(TimerAbsolute | TimerCancelOnSet)) != 0)
        {
            return Errno.Invalid;
        }

        Span<byte> room = stackalloc byte[TimerSettingBytes];
        FileOutcome outcome = TryCopyIn(thread, setting, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if (!TimeLayout.TryRead(room[TimeLayout.Bytes..], out ulong next) || !TimeLayout.TryRead(room, out ulong interval))
        {
            return Errno.Invalid;
        }

        if (old != 0)
        {
            WriteSetting(timer.Setting, room);
            outcome = TryCopyOut(thread, old, room);
        }

        if (outcome.IsDone)
        {
            timer.Set(new TimerSetting(next, interval), (flags & TimerAbsolute) != 0 ? TimerStart.Absolute : TimerStart.Relative);
        }

        return Finish(thread, outcome);
    }

    private static CallResult TellTimer(Thread thread, int descriptor, ulong into)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (file.Inode is not TimerFile timer)
        {
            return Errno.Invalid;
        }

        Span<byte> room = stackalloc byte[TimerSettingBytes];
        WriteSetting(timer.Setting, room);
        FileOutcome outcome = TryCopyOut(thread, into, room);
        return Finish(thread, outcome);
    }

    /// <summary>struct itimerspec: the interval, then the next time.</summary>
    private static void WriteSetting(TimerSetting setting, Span<byte> into)
    {
        TimeLayout.Write(setting.Interval, into);
        TimeLayout.Write(setting.Next, into[TimeLayout.Bytes..]);
    }
}
