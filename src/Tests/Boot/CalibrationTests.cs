using System;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Boot;

/// <summary>The clock's calibration on a machine whose host stops it at the worst moments (C-101).</summary>
[TestFixture]
internal sealed class CalibrationTests
{
    /// <summary>Of the simulated reference; the other counters count nanoseconds.</summary>
    private const double NanosecondsPerTick = 1e9 / 1_193_182;
    private const uint Enough = 11_931;
    private const double Tolerance = 0.01;

    [Test]
    public void An_undisturbed_count_takes_as_long_as_is_enough()
    {
        Host host = new(_ => 0);
        Calibration found = Calibration.Run(new Timers(host), Enough);
        Assert.That(Error(found), Is.LessThan(Tolerance / 10));
        Assert.That((host.Starts, found.ReferenceTicks), Is.EqualTo((1, Enough)).Within(20));
    }

    /// <summary>Before and after the moment that each access to the machine sees: what comes after it makes an end look later than it was.</summary>
    [TestCase(5_000_000UL)]
    [TestCase(500_000_000UL)]
    public void A_host_that_stops_the_machine_once_at_any_moment_does_not_make_the_clock_wrong(ulong halt)
    {
        Host undisturbed = new(_ => 0);
        _ = Calibration.Run(new Timers(undisturbed), Enough);
        for (ulong stop = 0; stop <= undisturbed.Moments; stop++)
        {
            Calibration found = Calibration.Run(new Timers(new Host(moment => moment == stop ? halt : 0)), Enough);
            Assert.That(Error(found), Is.LessThan(Tolerance), $"stopped at moment {stop} of {undisturbed.Moments}");
        }
    }

    [Test]
    public void Nor_does_one_that_never_lets_it_run_for_three_milliseconds_on_end()
    {
        for (ulong first = 0; first < 600; first += 7)
        {
            Host host = new(moment => moment % 600 == first ? 250_000_000UL : 0);
            Assert.That(Error(Calibration.Run(new Timers(host), Enough)), Is.LessThan(Tolerance), $"first stopped at moment {first}");
        }
    }

    private static double Error(Calibration found)
    {
        double nanoseconds = found.ReferenceTicks * NanosecondsPerTick;
        return Math.Max(Math.Abs(1 - (found.TimeStampTicks / nanoseconds)), Math.Abs(1 - (found.ApicTicks / nanoseconds)));
    }

    /// <summary>Time, which goes on a little with each thing done, and by what the host adds.</summary>
    private sealed class Host(Func<ulong, ulong> stop)
    {
        private const ulong HalfStep = 500;

        private ulong _now;

        public ulong Moments { get; private set; }

        public int Starts { get; set; }

        public ulong Latched { get; set; }

        public ulong ReferenceStart { get; set; }

        public ulong ApicStart { get; set; }

        /// <summary>Does something that sees or changes the machine as it is in the middle of the time it takes.</summary>
        public ulong Do()
        {
            Pass();
            ulong seen = _now;
            Pass();
            return seen;
        }

        private void Pass() => _now += HalfStep + stop(Moments++);
    }

    private readonly struct Timers(Host host) : ICalibratedTimers
    {
        public ulong TimeStamp => host.Do();

        public uint ApicTicks => (uint)Math.Min(uint.MaxValue, host.Do() - host.ApicStart);

        public void Start()
        {
            host.Starts++;
            host.ReferenceStart = host.Do();
            host.ApicStart = host.Do();
        }

        public void Latch() => host.Latched = host.Do();

        public bool TryReadLatched(out uint ticks)
        {
            _ = (host.Do(), host.Do(), host.Do()); // three bytes
            ulong passed = (ulong)((host.Latched - host.ReferenceStart) / NanosecondsPerTick);
            ticks = (uint)(passed & ushort.MaxValue);
            return passed <= ushort.MaxValue;
        }
    }
}
