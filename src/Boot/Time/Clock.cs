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

    private const uint PitFrequency = 1_193_182;
    private const uint CalibrationTicks = PitFrequency / 100;
    private const int MostCalibrations = 20;

    /// <summary>How much of a count may be uncertain, in parts of <see cref="UncertaintyScale"/>.</summary>
    private const ulong Uncertainty = 10;
    private const ulong UncertaintyScale = 1000;
    private const ushort PitChannel2 = 0x42;
    private const ushort PitCommand = 0x43;
    private const ushort SystemControl = 0x61;

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

    public static ulong Wall => WallAtBoot + Now;

    internal static void Start() => Origin = Cpu.ReadTimeStamp();

    /// <summary>Counts the time-stamp counter and the APIC timer during 10 ms of the PIT's channel 2 (8254 data sheet, mode 0).</summary>
    /// <remarks>
    /// An emulator that its host stops at the beginning or the end of the 10 ms makes them longer or shorter, and all time with them: half a
    /// second's stop made a clock 38 % wrong. How long both ends took is known, so such a count is thrown away.
    /// </remarks>
    internal static void Calibrate()
    {
        byte control = Port.In8(SystemControl);
        Port.Out8(SystemControl, (byte)((control & 0xfc) | 1));
        ulong ticks = 0;
        uint apicTicks = 0;
        ulong leastUncertain = ulong.MaxValue;
        for (int attempt = 0; attempt < MostCalibrations && leastUncertain > Uncertainty; attempt++)
        {
            ulong uncertain = Count(out ulong counted, out uint apicCounted) * UncertaintyScale / counted;
            if (uncertain < leastUncertain)
            {
                (leastUncertain, ticks, apicTicks) = (uncertain, counted, apicCounted);
            }
        }

        LocalApic.StartCount(0);
        Port.Out8(SystemControl, control);

        Frequency = ticks * PitFrequency / CalibrationTicks;
        ApicFrequency = (ulong)apicTicks * PitFrequency / CalibrationTicks;
        Scale = (NanosecondsPerSecond << 32) / Frequency;
        WallAtBoot = (RealTimeClock.ReadSeconds() * NanosecondsPerSecond) - Now;
    }

    /// <summary>One count; returns the ticks that its beginning and its end took, by which it may be wrong.</summary>
    private static ulong Count(out ulong ticks, out uint apicTicks)
    {
        Port.Out8(PitCommand, 0xb0);
        Port.Out8(PitChannel2, (byte)(CalibrationTicks & 0xff));
        ulong before = Cpu.ReadTimeStamp();
        Port.Out8(PitChannel2, (byte)(CalibrationTicks >> 8));
        LocalApic.StartCount(uint.MaxValue);
        ulong start = Cpu.ReadTimeStamp();
        ulong last = start;
        while ((Port.In8(SystemControl) & 0x20) == 0)
        {
            last = Cpu.ReadTimeStamp();
        }

        apicTicks = uint.MaxValue - LocalApic.Count;
        ulong end = Cpu.ReadTimeStamp();
        ticks = end - start;
        return (start - before) + (end - last);
    }

    /// <summary>In two halves, so that no product leaves 64 bits for 2^32 s of uptime.</summary>
    private static ulong ToNanoseconds(ulong ticks) => unchecked(((ticks >> 32) * Scale) + ((ticks & uint.MaxValue) * Scale >> 32));
}
