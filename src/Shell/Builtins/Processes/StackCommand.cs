using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>stack: where the threads of a process stand in their program.</summary>
public sealed class StackCommand(IShellFiles files) : Builtin
{
    public override string Name => "stack";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "stack PID",
        "Shows where the threads of a process stand, by their frame pointers, and in which call they wait.",
        "stack 2",
        "A thread that waits has no stack in the kernel: all that it is is its registers.\nThe same is in /proc/PID/stack.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count != 1)
        {
            return context.Misuse("whose?");
        }

        if (!(await Interpreter.ReadText(files, "/proc/" + context[1] + "/stack", context.Interruption)).Ok(out string? text, out Errno error))
        {
            return context.Fail(context[1], error == Errno.NoEntry ? Errno.NoProcess : error);
        }

        context.Output.Write(text);
        return 0;
    }
}
