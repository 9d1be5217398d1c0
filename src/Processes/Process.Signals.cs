using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>Signals to the process as a whole; stopping and going on (signal(7)).</remarks>
public sealed partial class Process
{
    private Signal _stopSignal;
    private ChildReport _report;

    public bool IsStopped => _stopSignal != Signal.None;

    /// <summary>What its parent has not yet been told by wait(2): that it stopped, or went on.</summary>
    public ChildReport Report => _report;

    public Signal StopSignal => _stopSignal;

    /// <returns>Again: the queue of real-time signals is full.</returns>
    public Errno Send(in SignalInfo info)
    {
        if (!BeginSend(info.Signal))
        {
            return Errno.None;
        }

        Thread? taker = ChooseFor(info.Signal);
        if (taker is not null && Actions.Ignores(info.Signal) && !taker.HoldsBack(info.Signal))
        {
            return Errno.None;
        }

        bool isQueued = Pending.TryAdd(in info);
        taker?.NoteSignals();
        Container.Scheduler.NoteQueuedSignal();
        return isQueued ? Errno.None : Errno.Again;
    }

    /// <summary>Changes what is done on a signal; what is ignored from now on is forgotten where it waits (sigaction(2)).</summary>
    public void SetAction(Signal signal, in SignalAction action)
    {
        Actions.Set(signal, in action);
        if (Actions.Ignores(signal))
        {
            SignalSet gone = SignalSet.Of(signal);
            Pending.Discard(gone);
            foreach (Thread thread in _threads)
            {
                thread.Pending.Discard(gone);
            }
        }
    }

    public ChildReport TakeReport()
    {
        ChildReport report = _report;
        _report = ChildReport.None;
        return report;
    }

    /// <summary>Does at once what sending a signal does whoever is to take it. False: there is nothing left to take.</summary>
    internal bool BeginSend(Signal signal) =>
        State == ProcessState.Alive && signal != Signal.None && (!SignalSet.Immediate.Contains(signal) || ActAtOnce(signal));

    private bool ActAtOnce(Signal signal)
    {
        if (signal == Signal.Kill)
        {
            Exit((int)Signal.Kill);
            return false;
        }

        if (signal == Signal.Continue)
        {
            Discard(SignalSet.Stopping);
            Continue();
        }
        else if (SignalSet.Stopping.Contains(signal))
        {
            Discard(SignalSet.Of(Signal.Continue));
        }

        return true;
    }

    internal void Stop(Signal signal)
    {
        if (IsStopped || State != ProcessState.Alive || (signal != Signal.Stop && Group.IsOrphaned))
        {
            return; // an orphaned group is not stopped by its terminal (POSIX.1, 2.4.3)
        }

        _stopSignal = signal;
        foreach (Thread thread in _threads)
        {
            thread.NoteStop();
        }

        TellParent(ChildReport.Stopped, SignalCode.ChildStopped, (int)signal);
    }

    /// <summary>None of its threads runs until <see cref="Resume"/>, whatever comes but its end. Its parent is not told: this is nothing between the two.</summary>
    public void Suspend()
    {
        foreach (Thread thread in _threads)
        {
            thread.Suspend();
        }
    }

    public void Resume()
    {
        foreach (Thread thread in _threads)
        {
            thread.Resume();
        }
    }

    private void Continue()
    {
        if (!IsStopped)
        {
            return;
        }

        _stopSignal = Signal.None;
        foreach (Thread thread in _threads)
        {
            thread.NoteContinue();
        }

        TellParent(ChildReport.Continued, SignalCode.ChildContinued, (int)Signal.Continue);
    }

    /// <summary>The first thread that does not block it and will still take it; null when there is none.</summary>
    private Thread? ChooseFor(Signal signal)
    {
        for (int i = 0; i < _threads.Count; i++)
        {
            Thread thread = _threads[i];
            if (!thread.Blocked.Contains(signal) && (thread.Attention & Attention.Exit) == 0)
            {
                return thread;
            }
        }

        return null;
    }

    private void Discard(SignalSet signals)
    {
        Pending.Discard(signals);
        foreach (Thread thread in _threads)
        {
            thread.Pending.Discard(signals);
        }
    }

    private void TellParent(ChildReport report, int code, int status)
    {
        _report = report;
        Watcher?.Changed(this);
        if (Parent is null)
        {
            return;
        }

        if ((Parent.Actions[Signal.Child].Flags & SignalFlags.NoChildStop) == 0)
        {
            SignalChild(code, status);
        }

        Parent.ChildChanged.WakeAll();
    }

    private void SignalChild(int code, int status) => _ = Parent!.Send(new SignalInfo
    {
        Signal = Signal.Child,
        Code = code,
        Process = ProcessId,
        User = Paths.Who.User,
        Status = status,
        UserTime = Runtime,
    }); // SIGCHLD is no real-time signal: it always has room
}
