using System;
using System.Globalization;

namespace Vela.Shell;

/// <summary>Times as a person reads them.</summary>
public static class TimeText
{
    /// <summary>Two units at most: <c>3 days 4 h</c>, <c>5 min 2 s</c>, <c>1.25 s</c>, <c>310 µs</c>.</summary>
    public static string Of(TimeSpan time)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (time.TotalDays >= 1)
        {
            return string.Create(culture, $"{time.Days} day{(time.Days == 1 ? "" : "s")} {time.Hours} h");
        }

        if (time.TotalHours >= 1)
        {
            return string.Create(culture, $"{time.Hours} h {time.Minutes} min");
        }

        if (time.TotalMinutes >= 1)
        {
            return string.Create(culture, $"{time.Minutes} min {time.Seconds} s");
        }

        if (time.TotalSeconds >= 1)
        {
            return string.Create(culture, $"{time.TotalSeconds:0.00} s");
        }

        return time.TotalMilliseconds >= 1
            ? string.Create(culture, $"{time.TotalMilliseconds:0.0} ms")
            : string.Create(culture, $"{time.TotalMicroseconds:0} µs");
    }
}
