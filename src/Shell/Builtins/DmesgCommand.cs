using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>dmesg: the kernel's log.</summary>
public sealed class DmesgCommand(IKernelLog log) : Builtin
{
    public override string Name => "dmesg";

    public override CommandManual Manual => new(
        HelpGroup.Kernel,
        "dmesg [-l LEVEL] [-r]",
        "Prints the kernel's log, oldest message first.",
        "dmesg -l 4",
        "-l LEVEL  only messages as grave as this: 0 (emergency) to 7 (debug)\n-r        raw: with <level> in front\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        int gravest = (int)LogLevel.Debug;
        bool raw = false;
        for (int i = 1; i <= context.Count; i++)
        {
            if (context[i] == "-r")
            {
                raw = true;
            }
            else if (context[i] == "-l" && i < context.Count
                && int.TryParse(context[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out gravest))
            {
                i++;
            }
            else
            {
                return context.Misuse("unknown argument '" + context[i] + "'");
            }
        }

        for (long number = log.First; number < log.End; number++)
        {
            if (!log.TryRead(number, out LogRecord record) || (int)record.Level > gravest)
            {
                continue;
            }

            if (raw)
            {
                context.Output.Write(string.Create(CultureInfo.InvariantCulture, $"<{(int)record.Level}>"));
            }

            context.Output.Write(string.Create(CultureInfo.InvariantCulture, $"[{record.Time.TotalSeconds,12:0.000000}] "));
            context.Output.WriteLine(record.Text);
            await context.Output.Drain();
        }

        return 0;
    }
}
