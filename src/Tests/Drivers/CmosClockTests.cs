using System;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Drivers;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

/// <summary>C-101: the date a machine starts with.</summary>
[TestFixture]
public sealed class CmosClockTests
{
    private const byte Century = 0x32;

    /// <summary>A clock that shows a time in one of its four encodings and may count up while it is read.</summary>
    private sealed class SimulatedClock : IPortSpace
    {
        private byte _index;
        private int _reads;

        public DateTime Time { get; set; }

        public bool IsBinary { get; init; }

        public bool Is24Hours { get; init; }

        /// <summary>After so many reads of the value port a second passes, once.</summary>
        public int TickAfter { get; init; } = int.MaxValue;

        public bool TicksAlways { get; init; }

        public bool IsStuck { get; init; }

        public int BusyReads { get; set; }

        public bool IsAbsent { get; init; }

        public byte Read8(ushort port)
        {
            if (IsAbsent || port != 0x71)
            {
                return 0xff;
            }

            _reads++;
            if (_reads == TickAfter || TicksAlways)
            {
                Time = Time.AddSeconds(1);
            }

            return Register();
        }

        public void Write8(ushort port, byte value)
        {
            if (port == 0x70)
            {
                Assert.That(value & 0x80, Is.Zero, "NMI stays enabled");
                _index = value;
            }
        }

        public ushort Read16(ushort port) => 0xffff;

        public uint Read32(ushort port) => 0xffffffff;

        public void Write16(ushort port, ushort value)
        {
        }

        public void Write32(ushort port, uint value)
        {
        }

        private byte Register()
        {
            switch (_index)
            {
                case 0x00: return Encode(Time.Second);
                case 0x02: return Encode(Time.Minute);
                case 0x04: return Is24Hours ? Encode(Time.Hour) : (byte)(Encode((Time.Hour + 11) % 12 + 1) | (Time.Hour >= 12 ? 0x80 : 0));
                case 0x07: return Encode(Time.Day);
                case 0x08: return Encode(Time.Month);
                case 0x09: return Encode(Time.Year % 100);
                case Century: return Encode(Time.Year / 100);
                case 0x0a:
                    BusyReads--;
                    return IsStuck || BusyReads >= 0 ? (byte)0xa6 : (byte)0x26;
                case 0x0b: return (byte)((IsBinary ? 4 : 0) | (Is24Hours ? 2 : 0));
                default: return 0;
            }
        }

        private byte Encode(int number) => (byte)(IsBinary ? number : number / 10 * 16 + number % 10);
    }

    private static Arbitrary<DateTime> Times(int firstYear, int lastYear) =>
        (from year in Gen.Choose(firstYear, lastYear)
         from second in Gen.Choose(0, (365 * 86400) - 1)
         select new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(second)).ToArbitrary();

    [Test]
    public void Every_time_reads_back_in_every_encoding()
    {
        Prop.ForAll(Times(1970, 2399), time =>
        {
            foreach (bool binary in new[] { false, true })
            {
                foreach (bool hours24 in new[] { false, true })
                {
                    CmosClock clock = new(new SimulatedClock { Time = time, IsBinary = binary, Is24Hours = hours24 }, Century);
                    Assert.That(clock.ReadUtc().Expect("a time"), Is.EqualTo(time));
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Every_hour_of_the_day_reads_back_on_a_clock_of_twelve()
    {
        for (int hour = 0; hour < 24; hour++)
        {
            DateTime time = new(2024, 2, 29, hour, 59, 58, DateTimeKind.Utc);
            Assert.That(new CmosClock(new SimulatedClock { Time = time }, Century).ReadUtc().Expect("a time"), Is.EqualTo(time));
        }
    }

    [Test]
    public void Without_a_century_register_the_years_are_1970_to_2069() => Prop.ForAll(Times(1970, 2069), time =>
        new CmosClock(new SimulatedClock { Time = time }, 0).ReadUtc().Expect("a time") == time).QuickCheckThrowOnFailure();

    [Test]
    public void A_second_that_passes_during_the_reading_tears_nothing()
    {
        DateTime before = new(2025, 12, 31, 23, 59, 59, DateTimeKind.Utc);
        for (int tick = 1; tick < 40; tick++)
        {
            SimulatedClock machine = new() { Time = before, TickAfter = tick };
            DateTime read = new CmosClock(machine, Century).ReadUtc().Expect("a time");
            Assert.That(read == before || read == before.AddSeconds(1), $"{read:s}");
        }
    }

    [Test]
    public void An_update_in_progress_is_waited_for()
    {
        SimulatedClock machine = new() { Time = new DateTime(2025, 1, 2, 3, 4, 5, DateTimeKind.Utc), BusyReads = 500 };
        Assert.That(new CmosClock(machine, Century).ReadUtc().IsOk);
        Assert.That(machine.BusyReads, Is.Negative);
    }

    [Test]
    public void A_clock_that_cannot_be_read_is_an_error_and_not_a_hang()
    {
        DateTime time = new(2025, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        foreach (SimulatedClock machine in new SimulatedClock[] { new() { IsStuck = true, Time = time }, new() { IsAbsent = true }, new() { TicksAlways = true, Time = time } })
        {
            Assert.That(new CmosClock(machine, Century).ReadUtc().Error, Is.EqualTo(Errno.InputOutput));
        }
    }

    [Test]
    public void Registers_that_hold_no_time_are_an_error()
    {
        Prop.ForAll<byte[]>(random =>
        {
            byte[] bytes = [.. random, .. new byte[8]];
            RtcRegisters registers = new()
            {
                Second = bytes[0], Minute = bytes[1], Hour = bytes[2], Day = bytes[3], Month = bytes[4], Year = bytes[5], Century = bytes[6], Format = bytes[7],
            };
            _ = registers.Decode(); // never throws
        }).QuickCheckThrowOnFailure();
        Assert.That(new RtcRegisters { Day = 0x31, Month = 0x02, Format = 2 }.Decode().Error, Is.EqualTo(Errno.InputOutput));
        Assert.That(new RtcRegisters { Day = 0x01, Month = 0x01, Second = 0x6a, Format = 2 }.Decode().Error, Is.EqualTo(Errno.InputOutput));
        Assert.That(new RtcRegisters { Day = 0x01, Month = 0x01, Hour = 0x00, Format = 0 }.Decode().Error, Is.EqualTo(Errno.InputOutput));
    }
}
