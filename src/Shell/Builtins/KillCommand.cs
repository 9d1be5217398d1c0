using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>kill (XCU 3, kill; S-32): a signal to jobs of this shell, or to processes if the shell was given them.</summary>
public sealed class KillCommand(IProcessSignals? processes) : Builtin
{
    public override string Name => "kill";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "kill [-SIGNAL] JOB|PID...",
        "Sends a signal: TERM, or the one named or numbered.",
        "kill -9 %1",
        "-s SIGNAL  the same\n-l         lists the signals\n");

    public override KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 1 && context[1] == "-l")
        {
            for (int i = 1; i < Signals.Count; i++)
            {
                context.Output.WriteLine(i.ToString(CultureInfo.InvariantCulture).PadLeft(2) + " " + Signals.NameOf(i));
            }

            return new KernelTask<int>(0);
        }

        int signal = Signals.Terminate;
        int first = 1;
        if (context.Count > 0 && context[1].StartsWith('-') && context[1] != "--")
        {
            bool apart = context[1] == "-s" && context.Count > 1;
            string name = apart ? context[2] : context[1][1..];
            first = apart ? 3 : 2;
            if (!Signals.TryParse(name, out signal))
            {
                return new KernelTask<int>(context.Fail(name + ": no such signal"));
            }
        }
        else if (context.Count > 0 && context[1] == "--")
        {
            first = 2;
        }

        if (first > context.Count)
        {
            return new KernelTask<int>(context.Misuse("whom?"));
        }

        int status = 0;
        for (int i = first; i <= context.Count; i++)
        {
            status = Send(context, context[i], signal) ?? status;
        }

        return new KernelTask<int>(status);
    }

    private int? Send(CommandContext context, string target, int signal)
    {
        if (context.Session.Jobs.Find(target) is { } job)
        {
            job.Signal(signal);
            return null;
        }

        if (!int.TryParse(target, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int process))
        {
            return context.Fail(target + (target.StartsWith('%') ? ": no such job" : ": neither a job nor a process"));
        }

        if (processes is null)
        {
            return context.Fail(target, Errno.NoProcess);
        }

        Errno error = processes.Signal(process, signal);
        return error == Errno.None ? null : context.Fail(target, error);
    }
}
