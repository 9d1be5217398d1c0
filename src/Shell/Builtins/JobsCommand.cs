using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>jobs (XCU 3, jobs).</summary>
public sealed class JobsCommand : Builtin
{
    private const int IdWidth = 8;

    public override string Name => "jobs";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "jobs [-lprs] [JOB...]",
        "Lists what runs in the background, or is stopped.",
        "sleep 1 & jobs",
        "-l  with their ids\n-p  only the ids\n-r  only those that run\n-s  only those that are stopped\n"
        + "+ marks the current job, which fg and bg mean when none is named: the one that was stopped last.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "lprs") is not { } options)
        {
            return 2;
        }

        int status = 0;
        JobTable jobs = context.Session.Jobs;
        foreach (string name in options.Operands)
        {
            if (jobs.Find(name) is { } job)
            {
                Show(context, options, job);
            }
            else
            {
                status = context.Fail(name + ": no such job");
            }
        }

        if (options.Operands.Count == 0)
        {
            foreach (Job job in (Job[])[.. jobs.All])
            {
                Show(context, options, job);
                await context.Output.Drain();
            }
        }

        if (!options.Has('p'))
        {
            jobs.RetireEnded();
        }

        return status;
    }

    private static void Show(CommandContext context, CommandOptions options, Job job)
    {
        if ((options.Has('r') && job.State != JobState.Running) || (options.Has('s') && job.State != JobState.Stopped))
        {
            return;
        }

        if (options.Has('p'))
        {
            context.Output.Write(job.Id);
            context.Output.WriteLine();
            return;
        }

        string id = options.Has('l') ? job.Id.ToString(CultureInfo.InvariantCulture).PadRight(IdWidth) : "";
        context.Output.Write(Interpreter.Describe(job, context.Session.Jobs.MarkOf(job), id));
        job.IsReported = true;
    }
}
