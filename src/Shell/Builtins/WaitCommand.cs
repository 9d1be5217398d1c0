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
        "wait [JOB|ID...]",
        "Waits for background jobs to end: those named, or all.",
        "sleep 1 & wait $!",
        "Its status is that of the last one named; of one that ended before, too, once. 127: there is none such.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        JobTable jobs = context.Session.Jobs;
        if (context.Count == 0)
        {
            foreach (Job job in (Job[])[.. jobs.All])
            {
                _ = await WaitFor(context, job);
            }

            jobs.Forget();
            return 0;
        }

        int status = 0;
        for (int i = 1; i <= context.Count; i++)
        {
            string name = context[i];
            if (jobs.Find(name) is { } job)
            {
                status = await WaitFor(context, job);
            }
            else if (name.StartsWith('%'))
            {
                status = context.Fail(name + ": no such job", Unknown);
            }
            else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                status = context.Fail("process " + name + " is no job of this shell", Unknown);
            }
            else
            {
                status = context.Misuse(name + ": neither a job nor a process");
            }
        }

        return status;
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
