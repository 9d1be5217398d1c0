using System;
using System.Globalization;
using System.Text;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>date: the wall clock, in UTC, in strftime(3)'s formats.</summary>
public sealed class DateCommand(IShellClock clock) : Builtin
{
    public override string Name => "date";

    public override CommandManual Manual => new(
        HelpGroup.Kernel,
        "date [+FORMAT]",
        "Prints the date and time (UTC).",
        "date '+%Y-%m-%d %H:%M:%S'",
        "%Y %m %d %H %M %S  year, month, day, hour, minute, second\n%F %T %D %R        2026-11-21, 14:05:09, 11/21/26, 14:05\n"
            + "%s %N %j           seconds since 1970, nanoseconds, day of the year\n%a %A %b %B        names of day and month\n");

    public override KernelTask<int> Run(CommandContext context)
    {
        if (context.Count > 1 || (context.Count == 1 && !context[1].StartsWith('+')))
        {
            return new KernelTask<int>(context.Misuse("the format begins with +"));
        }

        string format = context.Count == 0 ? "%a %b %e %H:%M:%S UTC %Y" : context[1][1..];
        StringBuilder text = new();
        DateTime now = clock.UtcNow;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                _ = text.Append(format[i]);
                continue;
            }

            i++;
            _ = text.Append(Field(now, format[i]));
        }

        context.Output.WriteLine(text.ToString());
        return new KernelTask<int>(0);
    }

    private static string Field(DateTime now, char letter)
    {
        string? pattern = letter switch
        {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "MM",
            'd' => "dd",
            'H' => "HH",
            'I' => "hh",
            'M' => "mm",
            'S' => "ss",
            'p' => "tt",
            'F' => "yyyy-MM-dd",
            'T' => "HH:mm:ss",
            'R' => "HH:mm",
            'D' => "MM/dd/yy",
            'a' => "ddd",
            'A' => "dddd",
            'b' or 'h' => "MMM",
            'B' => "MMMM",
            _ => null,
        };
        if (pattern is not null)
        {
            return now.ToString(pattern, CultureInfo.InvariantCulture);
        }

        return letter switch
        {
            'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'u' => (((int)now.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture),
            'w' => ((int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            's' => ((now - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture),
            'N' => (now.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick).ToString("000000000", CultureInfo.InvariantCulture),
            'Z' => "UTC",
            'z' => "+0000",
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => "%" + letter,
        };
    }
}
