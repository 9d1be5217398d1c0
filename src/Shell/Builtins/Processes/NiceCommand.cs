using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>nice: the share of the processor that a process gets.</summary>
public sealed class NiceCommand(Container container) : Builtin
{
    public override string Name => "nice";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "nice VALUE PID...",
        "Changes the share of the processor that processes get: from -20, the most, to 19.",
        "nice 10 2");

    public override KernelTask<int> Run(CommandContext context)
    {
        if (context.Count < 2 || !int.TryParse(context[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value is < -20 or > 19)
        {
            return new KernelTask<int>(context.Misuse("a value from -20 to 19, and whom?"));
        }

        int status = 0;
        for (int i = 2; i <= context.Count; i++)
        {
            if (ProcessOperand.Find(context, container, context[i]) is not { } process)
            {
                status = 1;
                continue;
            }

            IReadOnlyList<Thread> threads = process.Threads;
            for (int t = 0; t < threads.Count; t++)
            {
                threads[t].Nice = value;
            }
        }

        return new KernelTask<int>(status);
    }
}
