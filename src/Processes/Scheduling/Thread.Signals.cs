using System.Runtime.CompilerServices;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>Taking signals: only on the way to ring 3 (signal(7)).</remarks>
public sealed partial class Thread
{
    /// <summary>Sends a signal to this thread alone (tgkill(2)).</summary>
    /// <returns>Again: its queue of real-time signals is full.</returns>
    public Errno Send(in SignalInfo info)
    {
        if (!Process.BeginSend(info.Signal) || (Process.Actions.Ignores(info.Signal) && !HoldsBack(info.Signal)))
        {
            return Errno.None;
        }

        bool isQueued = Pending.TryAdd(in info);
        NoteSignals();
        _scheduler.NoteQueuedSignal();
        return isQueued ? Errno.None : Errno.Again;
    }

    /// <summary>Whether a signal waits for this thread even if it is ignored: it is blocked, or would be but for a call that waits for it (sigwait(3)).</summary>
    internal bool HoldsBack(Signal signal) => Blocked.Contains(signal) || (MaskToRestore is { } mask && mask.Contains(signal));

    /// <summary>A signal for what the thread itself did: if it blocks or ignores it, the process ends (signal(7)).</summary>
    public void Force(in SignalInfo info)
    {
        if (info.Signal == Signal.Kill || Blocked.Contains(info.Signal) || Process.Actions[info.Signal].Handler == SignalAction.Ignore)
        {
            Process.EndBySignal(info.Signal, this, in info);
            return;
        }

        _ = Pending.TryAdd(in info); // one below the real-time signals always has room
        NoteSignals();
    }

    /// <summary>Whether a signal that is waiting may be taken by sigtimedwait(2): takes it without any handler.</summary>
    public bool TryTakeQueued(SignalSet wanted, out SignalInfo info)
    {
        PendingSignals source = Pending;
        if (!source.TryPeek(wanted, out info))
        {
            source = Process.Pending;
            if (!source.TryPeek(wanted, out info))
            {
                return false;
            }
        }

        source.Take(info.Signal);
        NoteSignals();
        return true;
    }

    /// <summary>The call that was made could not finish before a signal came: what becomes of it is decided with the signal.</summary>
    public void InterruptCall(RestartRule rule)
    {
        Restart = rule;
        Attention |= Attention.Restart;
    }

    internal void TakeSignals(IPersonality personality)
    {
        SignalSet wanted = new SignalSet(ulong.MaxValue) - Blocked;
        PendingSignals source = (Pending.Set & wanted).IsEmpty ? Process.Pending : Pending;
        if (!source.TryPeek(wanted, out SignalInfo info))
        {
            GoOn();
            return;
        }

        ref readonly SignalAction action = ref Process.Actions[info.Signal];
        if (action.Handler is not (SignalAction.Default or SignalAction.Ignore))
        {
            EnterHandler(personality, source, in info, in action);
        }
        else
        {
            TakeWithoutHandler(source, in info, action.Handler);
        }
    }

    private void TakeWithoutHandler(PendingSignals source, in SignalInfo info, ulong handler)
    {
        source.Take(info.Signal);
        switch (handler == SignalAction.Ignore ? SignalEffect.Nothing : SignalActions.DefaultOf(info.Signal))
        {
            case SignalEffect.Stop:
                Process.Stop(info.Signal);
                break;
            case SignalEffect.End:
            case SignalEffect.Dump:
                Process.EndBySignal(info.Signal, this, in info);
                break;
            default:
                break;
        }
    }

    /// <summary>No signal is left to take: a call that was broken off for one goes on.</summary>
    private void GoOn()
    {
        Attention &= ~Attention.Signal;
        if ((Attention & Attention.Restart) != 0)
        {
            Attention = (Attention & ~Attention.Restart) | Attention.Resume;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnterHandler(IPersonality personality, PendingSignals source, in SignalInfo info, in SignalAction action)
    {
        if ((Attention & Attention.Restart) != 0)
        {
            BreakOffCall(personality, action.Flags);
        }

        FileOutcome entered = personality.TryEnterHandler(this, in info, in action);
        if (!entered.IsDone)
        {
            MissHandler(source, in info, entered);
            return;
        }

        source.Take(info.Signal);
        MaskToRestore = null;
        SignalSet blocked = (action.Flags & SignalFlags.NoDefer) != 0 ? action.Mask : action.Mask | SignalSet.Of(info.Signal);
        if ((action.Flags & SignalFlags.ResetHandler) != 0)
        {
            Process.Actions.Set(info.Signal, default);
        }

        Blocked |= blocked;
    }

    /// <summary>Decides for the handler what becomes of the call that it interrupts.</summary>
    private void BreakOffCall(IPersonality personality, SignalFlags flags)
    {
        Attention &= ~Attention.Restart;
        bool isAgain = Restart == RestartRule.Always && (flags & SignalFlags.Restart) != 0;
        personality.EndInterruptedCall(this, isAgain ? Errno.None : Errno.Interrupted);
        _progress.State?.Abandon();
        _progress = default;
    }

    /// <summary>The handler's frame could not be written: it waits for a page, or ends the process.</summary>
    private void MissHandler(PendingSignals source, in SignalInfo info, FileOutcome outcome)
    {
        if (outcome.IsWaiting)
        {
            Park(outcome);
            Attention &= ~Attention.Resume;
            return;
        }

        source.Take(info.Signal);
        MaskToRestore = null;
        SignalInfo ended = new() { Signal = Signal.Segmentation, Code = SignalCode.Kernel };
        Process.EndBySignal(Signal.Segmentation, this, in ended);
    }
}
