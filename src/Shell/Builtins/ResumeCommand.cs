using Vela.Hal;

namespace Vela.Shell;

/// <summary>fg and bg (XCU 3).</summary>
public sealed class ResumeCommand(JobPlacement placement) : Builtin
{
    public override string Name => placement == JobPlacement.Foreground ? "fg" : "bg";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        Name + " [JOB]",
        placement == JobPlacement.Foreground ? "Gives a job the console, and waits for it." : "Lets a stopped job go on in the background.",
        Name + " %1",
        "JOB is %1, %+ (the one stopped or started last, and what is meant without it), %- (the one before), %TEXT (it begins so)\n"
        + "or %?TEXT (it contains that).\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        string name = context.Count > 0 ? context[1] : "%+";
        if (context.Session.Jobs.Find(name) is not { } job)
        {
            return context.Fail(name == "%+" ? "there is no job" : name + ": no such job");
        }

        if (job.State == JobState.Done)
        {
            return context.Fail("job " + job.Number + " has ended");
        }

        if (placement == JobPlacement.Background && job.State == JobState.Running)
        {
            return context.Fail("job " + job.Number + " is in the background already", 0);
        }

        if (context.Session.Foreground is null)
        {
            return context.Fail("only a shell that somebody types at can do that");
        }

        context.Output.WriteLine(placement == JobPlacement.Foreground ? job.Text : "[" + job.Number + "] " + job.Text + " &");
        await context.Output.Flush();
        job.Resume(placement);
        return placement == JobPlacement.Foreground ? await context.Interpreter.WaitInForeground(job) : 0;
    }
}
