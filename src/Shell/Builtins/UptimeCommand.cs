using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>uptime.</summary>
public sealed class UptimeCommand(IShellClock clock) : Builtin
{
    public override string Name => "uptime";

    public override CommandManual Manual => new(
        HelpGroup.Kernel,
        "uptime [-s]",
        "Shows for how long the machine has been up.",
        "uptime",
        "-s  in seconds, for scripts\n");

    public override KernelTask<int> Run(CommandContext context)
    {
        if (context.Count > 0 && context[1] != "-s")
        {
            return new KernelTask<int>(context.Misuse("unknown argument '" + context[1] + "'"));
        }

        context.Output.WriteLine(context.Count == 0
            ? "up " + TimeText.Of(clock.Uptime)
            : clock.Uptime.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture));
        return new KernelTask<int>(0);
    }
}
