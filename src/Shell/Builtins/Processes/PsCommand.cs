using Vela.Hal;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>ps: the processes (S-32).</summary>
public sealed class PsCommand(Container container) : Builtin
{
    public override string Name => "ps";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "ps [PID...]",
        "Lists processes: state, threads, memory mapped, resident and committed, processor time.",
        "ps",
        "States: R runs or is ready, S waits, D waits for a page, T is stopped, Z has ended and is not yet waited for.\nCommitted pages exist for this process alone or first for it; resident ones are in its tables, shared ones included.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        int status = 0;
        context.Output.WriteLine(ProcessLines.Header);
        if (context.Count == 0)
        {
            foreach (int id in container.CopyNumbers())
            {
                if (container.Find(id) is { } process)
                {
                    context.Output.WriteLine(ProcessLines.Of(process));
                    await context.Output.Drain();
                }
            }
        }

        for (int i = 1; i <= context.Count; i++)
        {
            if (ProcessOperand.Find(context, container, context[i]) is { } process)
            {
                context.Output.WriteLine(ProcessLines.Of(process));
            }
            else
            {
                status = 1;
            }
        }

        return status;
    }
}
