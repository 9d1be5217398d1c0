using System.Runtime.CompilerServices;
using Vela.Fs;
using Vela.Memory;

namespace Vela.Processes;

/// <remarks>Waiting: a call names what it waits for and returns; the thread is dispatched again when that has come, or a signal has.</remarks>
public sealed partial class Thread
{
    /// <summary>Waits for what an operation has named.</summary>
    /// <param name="outcome">NeedsIo or WouldBlock.</param>
    public void Park(FileOutcome outcome)
    {
        Park(_scheduler.Pages.EventOf(outcome), outcome.Verdict == FileVerdict.NeedsIo ? WaitKind.Killable : WaitKind.Interruptible);
    }

    public void Park(FileEvent happening, WaitKind kind)
    {
        happening.Add(_waiter);
        Park(kind);
    }

    /// <summary>Waits for whoever calls <see cref="Wake"/>, and for a moment if one was given before. The call is dispatched again then.</summary>
    public void Park(WaitKind kind)
    {
        WaitKind = kind;
        Attention |= Attention.Parked | Attention.Resume;
    }

    /// <summary>Ends the wait that is beginning at a moment, in nanoseconds since boot; the call goes on then and looks at the clock.</summary>
    public void WakeAt(ulong due)
    {
        _alarm.DueNanoseconds = due;
        _scheduler.Deadlines.Add(_alarm);
    }

    /// <summary>Waits for a page outside any call: the access itself is made again.</summary>
    internal void ParkOnPage(FaultOutcome outcome)
    {
        _scheduler.Pages.EventOf(outcome).Add(_waiter);
        WaitKind = WaitKind.Killable;
        Attention |= Attention.Parked;
    }

    /// <summary>What it waited for has come, or may have: it looks again.</summary>
    public void Wake()
    {
        if (!IsParked)
        {
            return;
        }

        ForgetWaits();
        Attention &= ~Attention.Parked;
        _scheduler.MakeReady(this);
    }

    /// <summary>A signal may have come for it, or its mask has changed.</summary>
    internal void NoteSignals()
    {
        SignalSet sent = Pending.Set | Process.Pending.Set;
        if ((sent - Blocked).IsEmpty)
        {
            Attention &= ~Attention.Signal;
            return;
        }

        Attention |= Attention.Signal;
        if (IsParked && WaitKind == WaitKind.Interruptible)
        {
            Wake();
        }
    }

    /// <summary>It is to end, whatever it does.</summary>
    internal void NoteExit()
    {
        Attention = (Attention | Attention.Exit) & ~(Attention.Stopped | Attention.Suspended | Attention.Spent);
        if (IsParked)
        {
            Wake();
        }
        else
        {
            _scheduler.MakeReady(this);
        }
    }

    /// <summary>It does not run until <see cref="Resume"/>, whatever comes but its end. Not counted.</summary>
    public void Suspend() => Attention |= Attention.Suspended;

    public void Resume() => Release(Attention.Suspended);

    /// <summary>The share of the processor that it runs on may have something left again.</summary>
    internal void NoteEarned() => Release(Attention.Spent);

    internal void NoteStop() => Attention |= Attention.Stopped;

    internal void NoteContinue() => Release(Attention.Stopped);

    /// <summary>What kept it from running does not any more.</summary>
    private void Release(Attention what)
    {
        Attention &= ~what;
        if (!IsParked)
        {
            _scheduler.MakeReady(this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ForgetWaits()
    {
        _waiter.Leave();
        if (_alarm.IsQueued)
        {
            _scheduler.Deadlines.Remove(_alarm);
        }
    }
}
