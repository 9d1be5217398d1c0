namespace Vela.Processes;

/// <summary>From when a timer's first time is counted.</summary>
public enum TimerStart
{
    /// <summary>From now.</summary>
    Relative,

    /// <summary>From the clock's beginning (TFD_TIMER_ABSTIME).</summary>
    Absolute,
}
