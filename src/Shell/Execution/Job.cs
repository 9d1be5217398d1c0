using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>A pipeline that runs beside the shell, or could: what <c>jobs</c> lists and Ctrl-Z stops (XCU 2.11).</summary>
/// <remarks>States: Running ⇄ Stopped; Running → Done. The shell that started it looks at <see cref="Changed"/>.</remarks>
public sealed class Job(int number, int id, string text, IExecutive executive)
{
    private readonly List<IProgram> _programs = [];

    /// <summary>As in <c>%1</c>.</summary>
    public int Number => number;

    /// <summary>What <c>$!</c> gives. Until a program of it has an id, a number that no process has.</summary>
    public int Id => _programs.Count > 0 ? _programs[0].Id : id;

    /// <summary>As it was written.</summary>
    public string Text => text;

    public JobState State { get; private set; } = JobState.Running;

    public int Status { get; private set; }

    /// <summary>Whether the user has been told of its present state.</summary>
    public bool IsReported { get; set; }

    public JobPlacement Placement { get; set; } = JobPlacement.Background;

    public Interruption Interruption { get; } = new(executive);

    /// <summary>Woken when the state changes.</summary>
    public KernelWaitQueue Changed { get; } = new(executive);

    /// <summary>The process group its programs share; 0 before the first.</summary>
    public int Group => _programs.Count > 0 ? _programs[0].Id : 0;

    public void Add(IProgram program) => _programs.Add(program);

    /// <summary>Sends a signal to all of it: the shell's own part obeys those that end, stop and continue.</summary>
    public void Signal(int signal)
    {
        foreach (IProgram program in _programs)
        {
            _ = program.Signal(signal); // One that has ended needs none.
        }

        switch (signal)
        {
            case Signals.Continue:
                Continue();
                break;
            case Signals.TerminalStop or Signals.Stop:
                Stop();
                break;
            case 0:
                break;
            default:
                Interruption.Request(signal);
                break;
        }
    }

    /// <summary>It has stopped, or is to hold still.</summary>
    public void Stop()
    {
        if (State == JobState.Running)
        {
            Interruption.Hold();
            Enter(JobState.Stopped);
        }
    }

    /// <summary>Goes on, in the foreground or not.</summary>
    public void Resume(JobPlacement placement)
    {
        Placement = placement;
        foreach (IProgram program in _programs)
        {
            program.Place(placement);
            _ = program.Signal(Signals.Continue);
        }

        Continue();
    }

    public void Finish(int status)
    {
        Status = status;
        Enter(JobState.Done);
    }

    private void Continue()
    {
        if (State == JobState.Stopped)
        {
            Interruption.Release();
            Enter(JobState.Running);
        }
    }

    private void Enter(JobState state)
    {
        State = state;
        IsReported = false;
        Changed.WakeAll();
    }
}
