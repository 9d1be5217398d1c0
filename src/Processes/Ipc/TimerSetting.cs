namespace Vela.Processes;

/// <summary>When a timer goes off, and how often again (struct itimerspec), in nanoseconds.</summary>
public readonly struct TimerSetting(ulong next, ulong interval)
{
    /// <summary>How long until the next time, or when that is; 0: never.</summary>
    public ulong Next { get; } = next;

    /// <summary>From one time to the next; 0: only once.</summary>
    public ulong Interval { get; } = interval;
}
