namespace Vela.Processes;

/// <summary>Which clock a timer's absolute times are of.</summary>
public enum TimerClock
{
    Monotonic,
    RealTime,
}
