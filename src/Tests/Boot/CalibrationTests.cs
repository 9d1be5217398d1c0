using System;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Boot;

/// <summary>The clock's calibration on a machine whose host stops it at the worst moments (C-101).</summary>
[TestFixture]
internal sealed class CalibrationTests
{
    /// <summary>Nanoseconds, which the simulated counters count.</summary>
    private const ulong Reference = 10_000_000;
    private const ulong Halt = 500_000_000;
    private const double Tolerance = 0.01;

    [Test]
    public void An_undisturbed_count_is_taken_at_once()
    {
        Host host = new(stopAt: ulong.MaxValue);
        Expect(Calibration.Run(new Timers(host)));
        Assert.That(host.References, Is.EqualTo(1));
    }

    /// <summary>Before, in and after each look at a timer: what the look sees was so in the middle of it.</summary>
    [Test]
    public void A_host_that_stops_the_machine_once_at_any_moment_does_not_make_the_clock_wrong()
    {
        Host undisturbed = new(stopAt: ulong.MaxValue);
        Expect(Calibration.Run(new Timers(undisturbed)));
        for (ulong stop = 0; stop <= undisturbed.Moments; stop++)
        {
            Calibration found = Calibration.Run(new Timers(new Host(stop)));
            Assert.That(Error(found), Is.LessThan(Tolerance), $"stopped at moment {stop} of {undisturbed.Moments}");
        }
    }

    private static void Expect(Calibration found) => Assert.That(Error(found), Is.LessThan(Tolerance));

    private static double Error(Calibration found) =>
        Math.Max(Math.Abs(1 - (found.TimeStampTicks / (double)Reference)), Math.Abs(1 - (found.ApicTicks / (double)Reference)));

    /// <summary>Time, which goes on a little with each thing done, and once by a lot.</summary>
    private sealed class Host(ulong stopAt)
    {
        private const ulong HalfStep = 5_000;

        private ulong _now;

        public ulong Moments { get; private set; }

        public ulong ReferenceStart { get; set; }

        public ulong ApicStart { get; set; }

        public int References { get; set; }

        /// <summary>Does something that sees or changes the machine as it is in the middle of the time it takes.</summary>
        public ulong Do()
        {
            Pass();
            ulong seen = _now;
            Pass();
            return seen;
        }

        private void Pass() => _now += Moments++ == stopAt ? Halt : HalfStep;
    }

    private readonly struct Timers(Host host) : ICalibratedTimers
    {
        public ulong TimeStamp => host.Do();

        public uint ApicTicks => (uint)(host.Do() - host.ApicStart);

        public bool IsReferenceOver => host.Do() - host.ReferenceStart >= Reference;

        public void PrepareReference() => host.References++;

        public void StartReference()
        {
            host.ReferenceStart = host.Do();
            host.ApicStart = host.Do();
        }
    }
}
