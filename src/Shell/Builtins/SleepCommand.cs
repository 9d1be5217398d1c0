using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>sleep.</summary>
public sealed class SleepCommand : Builtin
{
    public override string Name => "sleep";

    public override CommandManual Manual => new(
        HelpGroup.Session,
        "sleep NUMBER[smhd]...",
        "Waits: so many seconds, or minutes, hours or days.",
        "sleep 0.5",
        "Several times are added up. Ctrl-C ends it.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            return context.Misuse("how long?");
        }

        TimeSpan total = TimeSpan.Zero;
        for (int i = 1; i <= context.Count; i++)
        {
            if (!TryParse(context[i], out TimeSpan duration))
            {
                return context.Misuse("invalid time interval '" + context[i] + "'");
            }

            total += duration;
        }

        _ = await context.Executive.Delay(total, context.Interruption);
        context.EndIfInterrupted();
        return 0;
    }

    private static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        double unit = text.Length == 0 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86400,
            _ => 0,
        };
        ReadOnlySpan<char> number = unit == 0 ? text : text.AsSpan(0, text.Length - 1);
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return false;
        }

        seconds *= unit == 0 ? 1 : unit;
        duration = TimeSpan.FromSeconds(Math.Min(seconds, 1e9)); // Thirty years: longer is not told from for ever.
        return true;
    }
}
