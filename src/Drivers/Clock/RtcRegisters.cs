using System;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>What the time registers of a CMOS clock held, and what they mean.</summary>
/// <remarks>Source: Motorola MC146818A data sheet: BCD unless DM is set in register B, 12 hours with PM in bit 7 unless 24/12 is.</remarks>
public readonly record struct RtcRegisters
{
    private const byte BinaryMode = 0x04;
    private const byte Hours24 = 0x02;
    private const byte Afternoon = 0x80;

    public byte Second { get; init; }

    public byte Minute { get; init; }

    public byte Hour { get; init; }

    public byte Day { get; init; }

    public byte Month { get; init; }

    public byte Year { get; init; }

    /// <summary>0 where the clock has no such register.</summary>
    public byte Century { get; init; }

    /// <summary>Register B.</summary>
    public byte Format { get; init; }

    /// <summary>
    /// The time, which is taken to be UTC. Without a believable century, years 70 to 99 are of the 1900s.
    /// <see cref="Errno.InputOutput"/>: the registers hold no time (a dead battery).
    /// </summary>
    public Result<DateTime> Decode()
    {
        int hour = DecodeHour();
        int second = Decode(Second);
        int minute = Decode(Minute);
        int day = Decode(Day);
        int month = Decode(Month);
        int year = DecodeYear();
        bool valid = hour is >= 0 and < 24 && second is >= 0 and < 60 && minute is >= 0 and < 60 && month is >= 1 and <= 12 && year > 0;
        if (!valid || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return Errno.InputOutput;
        }

        return new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
    }

    private int DecodeHour()
    {
        if ((Format & Hours24) != 0)
        {
            return Decode(Hour);
        }

        int hour = Decode((byte)(Hour & ~Afternoon));
        if (hour is < 1 or > 12)
        {
            return -1;
        }

        return (hour % 12) + ((Hour & Afternoon) != 0 ? 12 : 0);
    }

    private int DecodeYear()
    {
        int year = Decode(Year);
        if (year is < 0 or > 99)
        {
            return -1;
        }

        int century = Decode(Century);
        return century is >= 19 and <= 29 ? (century * 100) + year : year + (year < 70 ? 2000 : 1900);
    }

    /// <summary>A register's number, -1 for what is not BCD.</summary>
    private int Decode(byte value)
    {
        if ((Format & BinaryMode) != 0)
        {
            return value;
        }

        int tens = value >> 4;
        int units = value & 0xf;
        return tens > 9 || units > 9 ? -1 : (tens * 10) + units;
    }
}
