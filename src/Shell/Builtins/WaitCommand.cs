using Vela.Hal;

namespace Vela.Shell;

/// <summary>wait (XCU 3, wait).</summary>
public sealed class WaitCommand : Builtin
{
    public override string Name => "wait";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "wait [JOB|ID...]",
        "Waits for background jobs to end: those named, or all.",
        "sleep 1 & wait $!",
        "Its status is that of the last one named.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            foreach (Job job in (Job[])[.. context.Session.Jobs.All])
            {
                _ = await WaitFor(context, job);
            }

            return 0;
        }

        int status = 0;
        for (int i = 1; i <= context.Count; i++)
        {
            status = context.Session.Jobs.Find(context[i]) is { } job ? await WaitFor(context, job) : 127;
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
