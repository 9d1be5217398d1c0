using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>jobs (XCU 3, jobs).</summary>
public sealed class JobsCommand : Builtin
{
    public override string Name => "jobs";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "jobs [-p]",
        "Lists what runs in the background, or is stopped.",
        "jobs",
        "-p  only the ids\n");

    public override KernelTask<int> Run(CommandContext context)
    {
        IReadOnlyList<Job> all = context.Session.Jobs.All;
        List<Job> ended = [];
        for (int i = 0; i < all.Count; i++)
        {
            Job job = all[i];
            if (context.Count > 0 && context[1] == "-p")
            {
                context.Output.Write(job.Id);
                context.Output.WriteLine();
                continue;
            }

            char mark = i == all.Count - 1 ? '+' : i == all.Count - 2 ? '-' : ' ';
            context.Output.Write(Interpreter.Describe(job, mark));
            job.IsReported = true;
            if (job.State == JobState.Done)
            {
                ended.Add(job);
            }
        }

        foreach (Job job in ended)
        {
            context.Session.Jobs.Remove(job);
        }

        return new KernelTask<int>(0);
    }
}
