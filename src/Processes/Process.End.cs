using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>The end: exit_group(2), a fatal signal, and what is left for wait(2).</remarks>
public sealed partial class Process
{
    private const int StatusShift = 8;

    /// <summary>Ends the process. Its threads end on their way to ring 3; the first status counts.</summary>
    /// <param name="status">As wait(2) encodes it: an exit code times 256, or the signal that ended it.</param>
    public void Exit(int status)
    {
        if (State != ProcessState.Alive)
        {
            return;
        }

        State = ProcessState.Ending;
        ExitStatus = status;
        for (int i = _threads.Count - 1; i >= 0; i--)
        {
            _threads[i].NoteExit();
        }
    }

    public void ExitWithCode(int code) => Exit((code & 0xff) << StatusShift);

    internal void EndBySignal(Signal signal, Thread thread, in SignalInfo info)
    {
        bool isDumping = SignalActions.DefaultOf(signal) == SignalEffect.Dump;
        if (isDumping && State == ProcessState.Alive)
        {
            Container.Log.Ended(thread, in info);
        }

        // No core file is written: the flag that says so (wait(2), WCOREDUMP) stays clear, as under a limit of 0.
        Exit((int)signal);
    }

    /// <summary>All threads but one end: what execve does first. The one goes on when they are gone.</summary>
    public bool TryBecomeSingle(Thread survivor)
    {
        if (_threads.Count == 1)
        {
            return true;
        }

        foreach (Thread thread in _threads)
        {
            if (thread != survivor && (thread.Attention & Attention.Exit) == 0)
            {
                thread.NoteExit();
            }
        }

        return false;
    }

    /// <summary>A thread has reached the point where it ends.</summary>
    internal void EndThread(Thread thread)
    {
        thread.End();
        if (Memory is not null)
        {
            Container.Scheduler.Personality.ThreadExits(thread);
        }

        EndedRuntime += thread.Runtime;
        _ = _threads.Remove(thread);
        Container.Forget(thread);
        ThreadEnded.WakeAll();
        if (_threads.Count == 0)
        {
            Finish();
            return;
        }

        foreach (Thread left in _threads)
        {
            left.NoteSignals(); // one that this thread was chosen to take
        }
    }

    /// <summary>One thread less: execve waits for it.</summary>
    public FileEvent ThreadEnded { get; } = new();

    private void Finish()
    {
        Panic.When(State == ProcessState.Zombie, "a process ends twice");
        State = ProcessState.Zombie;
        _ended?.WakeAll();
        if (_alarm is not null)
        {
            Container.Scheduler.Deadlines.Remove(_alarm);
        }

        LeaveMemory(null, CapabilityHandle.None);
        Container.Scheduler.Watch?.Ended();
        if (_shared is not null)
        {
            Container.Scheduler.Reaper.Close(_shared); // what was shared through it ends with whom it came from
        }

        Descriptors.Leave(Paths.WorkingDirectory.Authority);
        Descriptors.Release();
        Paths.Close();
        for (int i = Children.Count - 1; i >= 0; i--)
        {
            Children[i].LoseParent();
        }

        Children.Clear();
        if (Group.Session.Leader == this)
        {
            Group.Session.Leave();
        }

        _report = ChildReport.None;
        bool isKilled = (ExitStatus & 0x7f) != 0;
        if (Parent is null)
        {
            if (Watcher is not null)
            {
                Watcher.Changed(this);
            }
            else
            {
                Container.Reap(this);
            }

            return;
        }

        Process parent = Parent;
        bool isUnwanted = parent.Actions[Signal.Child].Handler == SignalAction.Ignore
            || (parent.Actions[Signal.Child].Flags & SignalFlags.NoChildWait) != 0;
        if (ExitSignal == Signal.Child)
        {
            SignalChild(
                !isKilled ? SignalCode.ChildExited : SignalCode.ChildKilled,
                isKilled ? ExitStatus & 0x7f : ExitStatus >> StatusShift);
        }
        else if (ExitSignal != Signal.None)
        {
            _ = parent.Send(new SignalInfo { Signal = ExitSignal, Code = SignalCode.ChildExited, Process = ProcessId });
        }

        if (isUnwanted)
        {
            Container.Reap(this);
        }

        parent.ChildChanged.WakeAll();
    }

    private void LoseParent()
    {
        Parent = null;
        if (DeathSignal != Signal.None)
        {
            _ = Send(new SignalInfo { Signal = DeathSignal, Code = SignalCode.User });
        }

        if (State == ProcessState.Zombie)
        {
            Container.Reap(this);
        }
        else if (IsStopped && Group.IsOrphaned)
        {
            Group.Send(Signal.HangUp); // POSIX.1, exit: a stopped group that becomes orphaned
            Group.Send(Signal.Continue);
        }
    }

    internal void BeReaped()
    {
        State = ProcessState.Reaped;
        if (Parent is { } parent)
        {
            parent.ChildRuntime += EndedRuntime + ChildRuntime;
            parent.Children.Remove(this);
        }

        Group.Remove(this);
    }
}
