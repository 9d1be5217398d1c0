using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Time: nanoseconds since boot from the time-stamp counter, and the date it began at from the real-time clock (C-101).</summary>
/// <remarks>
/// Owns: the counter's frequency, found once against the PIT. Reading needs no lock: the counter is one instruction and the
/// scale never changes. Monotonic time cannot be set; the wall clock is monotonic time plus an offset.
/// </remarks>
public static class Clock
{
    public const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Calibration takes 10 ms.</summary>
    private const uint CalibrationsPerSecond = 100;

    /// <summary>Nanoseconds per tick, 32 bits before and 32 after the point.</summary>
    internal static ulong Scale;

    /// <summary>The counter when boot began.</summary>
    public static ulong Origin { get; private set; }

    /// <summary>Ticks of the counter per second.</summary>
    public static ulong Frequency { get; private set; }

    /// <summary>Ticks of the local APIC's timer (divided by 1) per second.</summary>
    internal static ulong ApicFrequency;

    /// <summary>Nanoseconds from 1970-01-01T00:00:00Z to boot.</summary>
    internal static ulong WallAtBoot;

    /// <summary>Nanoseconds since boot; 0 until <see cref="Calibrate"/>.</summary>
    public static ulong Now => ToNanoseconds(Cpu.ReadTimeStamp() - Origin);

    public static ulong Wall => unchecked(WallAtBoot + Now); // below 2^64 until 2554

    internal static void Start() => Origin = Cpu.ReadTimeStamp();

    /// <summary>Finds out how fast the time-stamp counter and the APIC's timer run.</summary>
    internal static void Calibrate()
    {
        Calibration found = Calibration.Run(default(MachineTimers), MachineTimers.ReferenceFrequency / CalibrationsPerSecond);
        MachineTimers.Stop();
        Frequency = found.TimeStampTicks * MachineTimers.ReferenceFrequency / found.ReferenceTicks;
        ApicFrequency = (ulong)found.ApicTicks * MachineTimers.ReferenceFrequency / found.ReferenceTicks;
        Scale = (NanosecondsPerSecond << 32) / Frequency;
        WallAtBoot = (RealTimeClock.ReadSeconds() * NanosecondsPerSecond) - Now;
    }

    /// <summary>In two halves, so that no product leaves 64 bits for 2^32 s of uptime.</summary>
    private static ulong ToNanoseconds(ulong ticks) => unchecked(((ticks >> 32) * Scale) + ((ticks & uint.MaxValue) * Scale >> 32));
}
