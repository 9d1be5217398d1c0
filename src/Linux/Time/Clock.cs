namespace Vela.Linux;

/// <summary>Clocks by number (clock_gettime(2)).</summary>
public enum Clock
{
    Realtime = 0,
    Monotonic = 1,
    ProcessTime = 2,
    ThreadTime = 3,
    MonotonicRaw = 4,
    RealtimeCoarse = 5,
    MonotonicCoarse = 6,
    BootTime = 7,
    RealtimeAlarm = 8,
    BootTimeAlarm = 9,
    International = 11,
}
