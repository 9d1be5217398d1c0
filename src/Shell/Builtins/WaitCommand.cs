using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>wait (XCU 3, wait).</summary>
public sealed class WaitCommand : Builtin
{
    private const int Unknown = 127;

    public override string Name => "wait";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "wait [-n] [JOB|ID...]",
        "Waits for background jobs to end: those named, or all.",
        "sleep 1 & wait $!",
        "-n  for one of them, whichever ends first\nIts status is that of the last one named; of one that ended before, too, once. 127: there is none such.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "n") is not { } options)
        {
            return 2;
        }

        JobTable jobs = context.Session.Jobs;
        if (options.Has('n'))
        {
            return await WaitForAny(context, options.Operands);
        }

        if (options.Operands.Count == 0)
        {
            foreach (Job job in (Job[])[.. jobs.All])
            {
                _ = await WaitFor(context, job);
            }

            jobs.Forget();
            return 0;
        }

        int status = 0;
        foreach (string name in options.Operands)
        {
            status = jobs.Find(name) is { } job ? await WaitFor(context, job) : Refuse(context, name);
        }

        return status;
    }

    private static int Refuse(CommandContext context, string name)
    {
        if (name.StartsWith('%'))
        {
            return context.Fail(name + ": no such job", Unknown);
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? context.Fail("process " + name + " is no job of this shell", Unknown)
            : context.Misuse(name + ": neither a job nor a process");
    }

    /// <summary>Waits for the first of those named to end, or of all; 127 when there is none to wait for.</summary>
    private static async KernelTask<int> WaitForAny(CommandContext context, List<string> names)
    {
        JobTable jobs = context.Session.Jobs;
        List<Job> meant = [];
        foreach (string name in names)
        {
            if (jobs.Find(name) is not { } job)
            {
                return Refuse(context, name);
            }

            meant.Add(job);
        }

        if (names.Count == 0)
        {
            meant.AddRange(jobs.All);
        }

        while (meant.Count > 0)
        {
            if (meant.Find(job => job.State == JobState.Done) is { } ended)
            {
                jobs.Remove(ended);
                return ended.Status;
            }

            _ = await jobs.AnyChanged.Wait(context.Interruption);
            context.EndIfInterrupted();
        }

        return Unknown;
    }

    private static async KernelTask<int> WaitFor(CommandContext context, Job job)
    {
        while (job.State != JobState.Done)
        {
            _ = await job.Changed.Wait(context.Interruption);
            context.EndIfInterrupted();
        }

        context.Session.Jobs.Remove(job);
        return job.Status;
    }
}
