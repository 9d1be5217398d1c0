using System;

namespace Vela.Processes;

/// <summary>Signals that were sent and not yet taken: of one thread, or of a process as a whole.</summary>
/// <remarks>
/// A signal below the real-time ones is kept once, with what came with the first; real-time ones queue, oldest first (signal(7)).
/// Invariant: <see cref="Set"/> has exactly the signals that the list has.
/// </remarks>
public sealed class PendingSignals
{
    private const int MostQueued = 1024;
    private const int FirstLength = 2;

    private SignalInfo[] _queue = [];

    public SignalSet Set { get; private set; }

    public int Count { get; private set; }

    /// <summary>False: the queue of real-time signals is full (EAGAIN of sigqueue(3)).</summary>
    public bool TryAdd(in SignalInfo info)
    {
        bool isRealTime = info.Signal >= Signal.FirstRealTime;
        if (isRealTime ? Count >= MostQueued : Set.Contains(info.Signal))
        {
            return !isRealTime;
        }

        if (Count == _queue.Length)
        {
            Array.Resize(ref _queue, Math.Max(Count * 2, FirstLength));
        }

        ref SignalInfo last = ref _queue[Count];
        last = info;
        Count++;
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

        info = _queue[Count == 1 ? 0 : IndexOf(Next(ready))];
        return true;
    }

    /// <summary>Takes what <see cref="TryPeek"/> has shown.</summary>
    public void Take(Signal signal)
    {
        RemoveAt(Count == 1 ? 0 : IndexOf(signal));
        if (signal < Signal.FirstRealTime || IndexOf(signal) < 0)
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

        for (int i = Count - 1; i >= 0; i--)
        {
            if (signals.Contains(_queue[i].Signal))
            {
                RemoveAt(i);
            }
        }

        Set -= signals;
    }

    private static Signal Next(SignalSet ready)
    {
        SignalSet synchronous = ready & SignalSet.Synchronous;
        return synchronous.IsEmpty ? ready.First : synchronous.First;
    }

    private void RemoveAt(int index)
    {
        Count--;
        if (index != Count)
        {
            Array.Copy(_queue, index + 1, _queue, index, Count - index);
        }
    }

    private int IndexOf(Signal signal)
    {
        SignalInfo[] queue = _queue;
        for (int i = 0; i < queue.Length && i < Count; i++)
        {
            if (queue[i].Signal == signal)
            {
                return i;
            }
        }

        return -1;
    }
}
