using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>How far long work is: share, rate and time left, on one line of the console, a few times a second, and only once it has taken a while.</summary>
/// <remarks>Silent where standard error is not a console. Every line it shows it also clears.</remarks>
public sealed class Progress(CommandContext context, IShellClock clock, string name, ProgressUnit unit)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.2);
    private readonly TimeSpan _start = clock.Uptime;
    private TimeSpan _shown = clock.Uptime + _patience - _interval;
    private long _done;
    private int _width;

    /// <summary>How much there is to do; 0 if that is not known.</summary>
    public long Total { get; init; }

    /// <summary>How long it goes on, for work that is bounded by time and not by an amount.</summary>
    public TimeSpan? Duration { get; init; }

    public async KernelTask Advance(long amount)
    {
        _done += amount;
        TimeSpan now = clock.Uptime;
        if (!context.Error.Stream.IsConsole || now - _shown < _interval)
        {
            return;
        }

        _shown = now;
        double seconds = (now - _start).TotalSeconds;
        double rate = _done / seconds;
        double share = Duration is { } duration ? seconds / duration.TotalSeconds : Total > 0 ? (double)_done / Total : 0;
        string text = name + "  " + Share(share) + Amount(_done) + "  " + Amount((long)rate) + "/s" + Left(share, seconds);
        context.Error.Write("\r" + text.PadRight(_width));
        _width = text.Length;
        await context.Error.Flush();
    }

    public async KernelTask Finish()
    {
        if (_width > 0)
        {
            context.Error.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
            _ = await context.Error.TryFlush(); // it may end because nobody reads any more
        }
    }

    private static string Share(double share) => share > 0 ? ((int)(100 * Math.Min(share, 1))).ToString(CultureInfo.InvariantCulture) + " %  " : "";

    private static string Left(double share, double seconds) => share is > 0 and < 1 ? "  " + TimeText.Of(TimeSpan.FromSeconds((seconds / share) - seconds)) + " left" : "";

    private string Amount(long amount) => unit == ProgressUnit.Bytes
        ? ByteSize.Of(amount)
        : amount.ToString(CultureInfo.InvariantCulture) + (unit == ProgressUnit.Objects ? " objects" : " operations");
}
