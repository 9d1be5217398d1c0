using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

public sealed partial class Interpreter
{
    private static readonly TimeSpan s_beginning = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    private async KernelTask<int> RunPipeline(Pipeline pipeline)
    {
        int status;
        if (_session.Foreground is not null && CanStop(pipeline))
        {
            status = await RunInForeground(pipeline);
        }
        else
        {
            status = pipeline.Commands.Count == 1 ? await RunCommand(pipeline.Commands[0]) : await RunStages(pipeline);
        }

        return pipeline.Negation == Negation.None ? status : status == 0 ? 1 : 0;
    }

    /// <summary>Runs every command at once, each in a subshell, its output the next one's input. The last one's status counts.</summary>
    private async KernelTask<int> RunStages(Pipeline pipeline)
    {
        KernelTask<int>[] stages = new KernelTask<int>[pipeline.Commands.Count];
        ByteStream? input = null;
        for (int i = 0; i < stages.Length; i++)
        {
            ShellSession child = _session.Fork(_session.Interruption);
            if (input is not null)
            {
                child.Descriptors.Set(0, input);
                input = null;
            }

            if (i < stages.Length - 1)
            {
                BytePipe pipe = new(_session.Executive);
                child.Descriptors.Set(1, pipe.Writer);
                input = pipe.Reader;
            }

            stages[i] = RunStage(child, pipeline.Commands[i]);
        }

        int status = 0;
        int lastFailure = 0;
        foreach (KernelTask<int> stage in stages)
        {
            status = await stage;
            lastFailure = status != 0 ? status : lastFailure;
        }

        return _session.Has(ShellOptions.PipeFail) ? lastFailure : status;
    }

    private static KernelTask<int> RunStage(ShellSession child, Command command)
    {
        Pipeline pipeline = new(command.Position, Negation.None, [command]);
        AndOrList list = new(command.Position, pipeline, [], Execution.Foreground);
        return RunChild(child, new CommandList(command.Position, [list]));
    }

    /// <summary>Whether Ctrl-Z can stop it: it changes nothing of this shell, so that the shell can go on without it.</summary>
    private bool CanStop(Pipeline pipeline)
    {
        if (pipeline.Commands.Count > 1 || pipeline.Commands[0] is Subshell)
        {
            return true;
        }

        if (pipeline.Commands[0] is not SimpleCommand { Words: [{ Parts: [LiteralPart name] }, ..] })
        {
            return false;
        }

        return !_session.Functions.ContainsKey(name.Text) && _session.Builtins.Find(name.Text) is null or { Kind: BuiltinKind.Utility };
    }

    private async KernelTask<int> RunInForeground(Pipeline pipeline)
    {
        Job job = _session.Jobs.Start(SyntaxPrinter.Print(pipeline));
        job.Place(JobPlacement.Foreground);
        Pipeline plain = new(pipeline.Position, Negation.None, pipeline.Commands);
        ExecutiveWaits.Detach(RunJob(job, _session.Fork(job.Interruption), new AndOrList(pipeline.Position, plain, [], Execution.Foreground)));
        return await WaitInForeground(job);
    }

    /// <summary>Gives a job the console until it ends or stops.</summary>
    public async KernelTask<int> WaitInForeground(Job job)
    {
        if (_session.Foreground is { } foreground)
        {
            foreground.Job = job;
        }

        while (job.State == JobState.Running)
        {
            if (await job.Changed.Wait(_session.Interruption) == WaitOutcome.Interrupted)
            {
                break;
            }
        }

        if (_session.Foreground is not null)
        {
            _session.Foreground.Job = null;
        }

        job.Place(JobPlacement.Background);
        if (job.State == JobState.Stopped)
        {
            job.IsReported = true;
            await Report("\n" + Describe(job, _session.Jobs.MarkOf(job)));
            _session.LastStatus = 128 + Signals.TerminalStop;
            _session.Unwind(Unwinding.Line);
            return _session.LastStatus;
        }

        _session.Jobs.Remove(job);
        if (job.Interruption.Signal == Signals.Interrupt && _session.Foreground is not null)
        {
            if (job.Group != 0)
            {
                await Report("\n"); // behind the ^C that the terminal has shown
            }

            await Obey(Signals.Interrupt);
        }

        return job.Status;
    }

    private async KernelTask StartBackground(AndOrList list)
    {
        if (_session.Foreground is null)
        {
            _session.Jobs.RetireEnded(); // nobody is told of them
        }

        Job job = _session.Jobs.Start(SyntaxPrinter.Print(list));
        ShellSession child = _session.Fork(job.Interruption);
        child.Descriptors.Set(0, _session.Foreground is not null && _session.Descriptors[0] is { IsConsole: true } ? new BackgroundConsole() : new NullStream());
        ExecutiveWaits.Detach(RunJob(job, child, new AndOrList(list.Position, list.First, list.Rest, Execution.Foreground)));
        await WaitForBeginning(job);
        _session.LastBackground = job;
        if (_session.Foreground is not null)
        {
            await Report("[" + job.Number + "] " + job.Id + "\n");
        }

        _session.LastStatus = 0;
    }

    /// <summary>Waits until a job's program has its id, so that <c>$!</c> is one that a process has; not for long, because it may first wait for a file.</summary>
    private async KernelTask WaitForBeginning(Job job)
    {
        TimeSpan end = _session.Executive.Now + s_beginning;
        while (!job.HasBegun && job.State == JobState.Running && _session.Executive.Now < end)
        {
            if (await _session.Executive.Delay(s_look, _session.Interruption) == WaitOutcome.Interrupted)
            {
                break;
            }
        }
    }

    private static async KernelTask RunJob(Job job, ShellSession child, AndOrList list)
    {
        child.Job = job;
        int status;
        try
        {
            status = await RunChild(child, new CommandList(list.Position, [list]));
        }
        catch (Exception escaped) when (escaped is not InvariantBrokenException)
        {
            // A bug of the shell itself, not of a command; the job is lost, the shell is not.
            await new Interpreter(child).Report(child.Name + ": " + escaped.GetType().Name + ": " + escaped.Message + "\n");
            status = CommandRunner.AbortedStatus;
        }

        job.Finish(status);
    }

    /// <summary>The line that tells of a job.</summary>
    public static string Describe(Job job, char mark, string id = "")
    {
        string state = job.State switch
        {
            JobState.Running => "Running",
            JobState.Stopped => "Stopped",
            _ when job.Status == 0 => "Done",
            _ when job.Interruption.IsRequested => Signals.Describe(job.Interruption.Signal),
            _ when job.Status > 128 => Signals.Describe(job.Status - 128),
            _ => "Done(" + job.Status + ")",
        };
        string ampersand = job.State == JobState.Running ? " &" : "";
        return "[" + job.Number + "]" + mark + "  " + id + state.PadRight(22) + "  " + job.Text + ampersand + "\n";
    }

    /// <summary>Tells of the jobs that have ended or stopped since the last prompt, and forgets those that ended.</summary>
    public async KernelTask ReportJobs()
    {
        foreach (Job job in (Job[])[.. _session.Jobs.All])
        {
            if (!job.IsReported && job.State != JobState.Running)
            {
                job.IsReported = true;
                await Report(Describe(job, _session.Jobs.MarkOf(job)));
            }
        }

        _session.Jobs.RetireEnded();
    }
}
