using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>trace: the system calls of a process as it makes them (strace(1)).</summary>
public sealed class TraceCommand(Container container, ICallTracing tracing) : Builtin
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    public override string Name => "trace";

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "trace PID | COMMAND [ARGUMENT...]",
        "Shows each system call of a running process, or of a program from its start: name, arguments, result.",
        "trace /bin/busybox true",
        "Paths and what is read and written are shown as text, up to 48 bytes of it; other arguments as numbers, small ones decimal. A call that does not return has the result '?'.\nIt ends with the process, or with Ctrl-C, which leaves a process that was running before alone.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            return context.Misuse("whom?");
        }

        if (context.Count == 1 && int.TryParse(context[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            if (ProcessOperand.Find(context, container, context[1]) is not { } process)
            {
                return 1;
            }

            tracing.Begin(process);
            while (process.State is ProcessState.Alive or ProcessState.Ending && context.Interruption is not { IsRequested: true })
            {
                await Show(context);
                _ = await context.Executive.Delay(s_look, context.Interruption);
            }

            tracing.End(process);
            await Show(context);
            return 0;
        }

        List<string> command = [];
        for (int i = 1; i <= context.Count; i++)
        {
            command.Add(context[i]);
        }

        Process? started = null;
        KernelTask<int> running = context.Interpreter.RunProgram(command, null, id =>
        {
            started = container.Find(id);
            if (started is not null)
            {
                tracing.Begin(started);
            }
        });
        KernelCompletion<int> ended = new(context.Executive);
        ExecutiveWaits.Detach(Await(running, ended));
        while (!ended.IsCompleted)
        {
            await Show(context);
            _ = await context.Executive.Delay(s_look);
        }

        if (started is not null)
        {
            tracing.End(started);
        }

        await Show(context);
        return await ended;
    }

    private static async KernelTask Await(KernelTask<int> running, KernelCompletion<int> ended) => ended.Supply(await running);

    private async KernelTask Show(CommandContext context)
    {
        while (tracing.TryTake(out string line))
        {
            context.Error.WriteLine(line);
            await context.Error.Drain();
        }

        await context.Error.Flush();
    }
}
