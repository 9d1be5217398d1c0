namespace Vela.Processes;

/// <remarks>The timer of real time that sends SIGALRM (setitimer(2), ITIMER_REAL).</remarks>
public sealed partial class Process
{
    private AlarmDeadline? _alarm;

    /// <summary>Nanoseconds until the alarm; 0: none is set.</summary>
    public ulong AlarmLeft
    {
        get
        {
            ulong now = Container.Scheduler.Clocks.Nanoseconds;
            return _alarm is not { IsPending: true } ? 0 : _alarm.DueNanoseconds > now ? _alarm.DueNanoseconds - now : 1;
        }
    }

    /// <summary>Nanoseconds from one alarm to the next; 0: it comes once.</summary>
    public ulong AlarmInterval => _alarm?.Interval ?? 0;

    /// <summary>Sets the alarm anew; 0 takes it away.</summary>
    public void SetAlarm(ulong nanoseconds, ulong interval)
    {
        DeadlineHeap deadlines = Container.Scheduler.Deadlines;
        _alarm ??= new AlarmDeadline(this);
        deadlines.Remove(_alarm);
        _alarm.Interval = nanoseconds == 0 ? 0 : interval;
        if (nanoseconds != 0)
        {
            ulong now = Container.Scheduler.Clocks.Nanoseconds;
            _alarm.DueNanoseconds = nanoseconds > ulong.MaxValue - now ? ulong.MaxValue : now + nanoseconds;
            deadlines.Add(_alarm);
        }
    }

    private sealed class AlarmDeadline(Process process) : Deadline
    {
        public ulong Interval { get; set; }

        public override void Fire()
        {
            _ = process.Send(new SignalInfo { Signal = Signal.Alarm, Code = SignalCode.Kernel }); // has room always
            if (Interval != 0 && process.State == ProcessState.Alive)
            {
                // From when it was due, not from now: the period does not drift. A period that passed unseen is skipped.
                ulong now = process.Container.Scheduler.Clocks.Nanoseconds;
                ulong missed = (now - DueNanoseconds) / Interval;
                DueNanoseconds += (missed + 1) * Interval;
                process.Container.Scheduler.Deadlines.Add(this);
            }
        }
    }
}
