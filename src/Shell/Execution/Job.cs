using System;
using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>A pipeline that runs beside the shell, or could: what <c>jobs</c> lists and Ctrl-Z stops (XCU 2.11).</summary>
/// <remarks>States: Running ⇄ Stopped; Running → Done. The shell that started it looks at <see cref="Changed"/>.</remarks>
public sealed class Job(int number, int id, string text, IExecutive executive, KernelWaitQueue anyChanged)
{
    private readonly List<IProgram> _programs = [];
    private int _running;
    private int _builtins;

    /// <summary>As in <c>%1</c>.</summary>
    public int Number => number;

    /// <summary>What <c>$!</c> gives. Until a program of it has an id, a number that no process has.</summary>
    public int Id => _programs.Count > 0 ? _programs[0].Id : id;

    /// <summary>As it was written.</summary>
    public string Text => text;

    public JobState State { get; private set; } = JobState.Running;

    public int Status { get; private set; }

    /// <summary>Whether something of it runs, or has run: if that is a program, it has its id.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>When it last was started, stopped or continued: what came later is greater.</summary>
    public TimeSpan Turn { get; private set; } = executive.Now;

    /// <summary>Whether the user has been told of its present state.</summary>
    public bool IsReported { get; set; }

    public JobPlacement Placement { get; private set; } = JobPlacement.Background;

    public Interruption Interruption { get; } = new(executive);

    /// <summary>Woken when the state changes.</summary>
    public KernelWaitQueue Changed { get; } = new(executive);

    /// <summary>The process group its programs share; 0 before the first.</summary>
    public int Group => _programs.Count > 0 ? _programs[0].Id : 0;

    /// <summary>Whether this is its id, or that of one of its programs.</summary>
    public bool HasId(int wanted)
    {
        foreach (IProgram program in _programs)
        {
            if (program.Id == wanted)
            {
                return true;
            }
        }

        return wanted == id;
    }

    public void Add(IProgram program)
    {
        _programs.Add(program);
        _running++;
        Begin();
    }

    /// <summary>Something of it runs now.</summary>
    public void Begin()
    {
        if (!HasBegun)
        {
            HasBegun = true;
            Changed.WakeAll();
        }
    }

    /// <summary>One of its programs has ended.</summary>
    public void ProgramEnded() => _running--;

    public void BuiltinBegun() => _builtins++;

    public void BuiltinEnded() => _builtins--;

    /// <summary>Gives its programs the console, or takes it back.</summary>
    public void Place(JobPlacement placement)
    {
        Placement = placement;
        foreach (IProgram program in _programs)
        {
            program.Place(placement);
        }
    }

    /// <summary>The interrupt character was typed while its programs have the console, and they were sent the signal: what the shell itself runs of it ends.</summary>
    /// <remarks>A program may live on, and then what follows it in the job is run; so where only programs run, their end decides.</remarks>
    public void NoteInterrupt()
    {
        if (_builtins > 0 || _running == 0)
        {
            Interruption.Request(Signals.Interrupt);
        }
    }

    /// <summary>The same for the suspend character; whether the job has stopped is for its programs to say.</summary>
    public void NoteSuspend()
    {
        if (_running == 0)
        {
            Stop();
        }
        else if (_builtins > 0)
        {
            Interruption.Hold();
        }
    }

    /// <summary>Sends a signal to all of it: the shell's own part obeys those that end, stop and continue.</summary>
    public void Signal(int signal)
    {
        bool isWoken = State == JobState.Stopped && signal is Signals.HangUp or Signals.Terminate;
        if (_programs.Count > 0)
        {
            _ = _programs[0].SignalGroup(signal); // One that has ended needs none.
            _ = isWoken ? _programs[0].SignalGroup(Signals.Continue) : default; // So that it can obey.
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
                if (isWoken || signal == Signals.Kill)
                {
                    Continue();
                }

                if (_builtins > 0 || _running == 0 || signal is Signals.HangUp or Signals.Interrupt or Signals.Kill or Signals.Terminate)
                {
                    Interruption.Request(signal); // a program may take another signal and live on
                }

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
        if (placement == JobPlacement.Foreground)
        {
            Place(placement);
        }

        if (_programs.Count > 0)
        {
            _ = _programs[0].SignalGroup(Signals.Continue); // One that has ended needs none.
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
        Turn = executive.Now;
        IsReported = false;
        Changed.WakeAll();
        anyChanged.WakeAll();
    }
}
