using System.Collections.Generic;

namespace Vela.Processes;

/// <summary>Signals that were sent and not yet taken: of one thread, or of a process as a whole.</summary>
/// <remarks>
/// A signal below the real-time ones is kept once, with what came with the first; real-time ones queue, oldest first (signal(7)).
/// Invariant: <see cref="Set"/> has exactly the signals that the list has.
/// </remarks>
public sealed class PendingSignals
{
    private const int MostQueued = 1024;

    private List<SignalInfo>? _queue;

    public SignalSet Set { get; private set; }

    public int Count => _queue?.Count ?? 0;

    /// <summary>False: the queue of real-time signals is full (EAGAIN of sigqueue(3)).</summary>
    public bool TryAdd(in SignalInfo info)
    {
        if (info.Signal < Signal.FirstRealTime && Set.Contains(info.Signal))
        {
            return true;
        }

        _queue ??= new List<SignalInfo>(4);
        if (info.Signal >= Signal.FirstRealTime && _queue.Count >= MostQueued)
        {
            return false;
        }

        _queue.Add(info);
        Set |= SignalSet.Of(info.Signal);
        return true;
    }

    /// <summary>The next that may be taken, which stays: synchronous ones first, then by number.</summary>
    public bool TryPeek(SignalSet wanted, out SignalInfo info)
    {
        SignalSet ready = Set & wanted;
        if (ready.IsEmpty)
        {
            info = default;
            return false;
        }

        info = _queue![IndexOf(Next(ready))];
        return true;
    }

    /// <summary>Takes what <see cref="TryPeek"/> has shown.</summary>
    public void Take(Signal signal)
    {
        _queue!.RemoveAt(IndexOf(signal));
        if (IndexOf(signal) < 0)
        {
            Set -= SignalSet.Of(signal);
        }
    }

    /// <summary>Forgets all of some signals: what is ignored from now on, or what a continue cancels.</summary>
    public void Discard(SignalSet signals)
    {
        if ((Set & signals).IsEmpty)
        {
            return;
        }

        for (int i = _queue!.Count - 1; i >= 0; i--)
        {
            if (signals.Contains(_queue[i].Signal))
            {
                _queue.RemoveAt(i);
            }
        }

        Set -= signals;
    }

    private static Signal Next(SignalSet ready)
    {
        SignalSet synchronous = ready & SignalSet.Synchronous;
        return synchronous.IsEmpty ? ready.First : synchronous.First;
    }

    private int IndexOf(Signal signal)
    {
        List<SignalInfo> queue = _queue!;
        for (int i = 0; i < queue.Count; i++)
        {
            if (queue[i].Signal == signal)
            {
                return i;
            }
        }

        return -1;
    }
}
