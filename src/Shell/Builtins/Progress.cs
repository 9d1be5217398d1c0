using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>How far long work is: share, rate and time left, on one line of the console, a few times a second, and only once it has taken a while.</summary>
/// <remarks>Silent where standard error is not a console. Every line it shows it also clears.</remarks>
public sealed class Progress(CommandContext context, IShellClock clock, string name, long total)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.2);
    private readonly TimeSpan _start = clock.Uptime;
    private TimeSpan _shown = clock.Uptime + _patience - _interval;
    private long _done;
    private int _width;

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
        string left = total > _done && rate > 0 ? TimeText.Of(TimeSpan.FromSeconds((total - _done) / rate)) + " left" : "";
        string share = total > 0 ? (100 * Math.Min(_done, total) / total).ToString(CultureInfo.InvariantCulture) + " %  " : "";
        string text = name + "  " + share + ByteSize.Of(_done) + "  " + ByteSize.Of((long)rate) + "/s  " + left;
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
}
