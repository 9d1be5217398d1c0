using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>The battery-backed clock (MC146818 data sheet): seconds since 1970 UTC.</summary>
internal static class RealTimeClock
{
    private const ushort IndexPort = 0x70;
    private const ushort DataPort = 0x71;
    private const byte StatusA = 0x0a;
    private const byte StatusB = 0x0b;
    private const byte UpdateInProgress = 0x80;
    private const byte Binary = 0x04;
    private const byte TwentyFourHours = 0x02;
    private const byte Afternoon = 0x80;

    /// <summary>Reads until two readings agree, because the clock may tick between two registers.</summary>
    public static ulong ReadSeconds()
    {
        ulong previous = ReadOnce();
        for (int attempt = 0; attempt < 8; attempt++)
        {
            ulong next = ReadOnce();
            if (next == previous)
            {
                return next;
            }

            previous = next;
        }

        return previous;
    }

    private static ulong ReadOnce()
    {
        for (int wait = 0; wait < 100_000 && (Register(StatusA) & UpdateInProgress) != 0; wait++)
        {
        }

        byte status = Register(StatusB);
        byte rawHour = Register(4);
        uint hour = Decode((byte)(rawHour & 0x7f), status);
        if ((status & TwentyFourHours) == 0)
        {
            hour = (hour % 12) + ((rawHour & Afternoon) != 0 ? 12u : 0u);
        }

        uint year = Decode(Register(9), status);
        year += year < 70 ? 2000u : 1900u;
        ulong days = DaysSince1970(year, Decode(Register(8), status), Decode(Register(7), status));
        return (days * 86_400) + (hour * 3_600ul) + (Decode(Register(2), status) * 60ul) + Decode(Register(0), status);
    }

    private static uint Decode(byte value, byte status) => (status & Binary) != 0 ? value : (uint)((value >> 4) * 10) + (value & 0x0fu);

    private static byte Register(byte index)
    {
        Port.Out8(IndexPort, index);
        return Port.In8(DataPort);
    }

    /// <summary>Days of the proleptic Gregorian calendar, counted in years that begin in March, so that leap days come last.</summary>
    private static ulong DaysSince1970(uint year, uint month, uint day)
    {
        uint y = month <= 2 ? year - 1 : year;
        uint era = y / 400;
        uint yearOfEra = y - (era * 400);
        uint dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        uint dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return ((ulong)era * 146_097) + dayOfEra - 719_468;
    }
}
