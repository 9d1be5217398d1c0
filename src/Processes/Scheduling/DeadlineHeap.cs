using System;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Deadlines, the next one first: a binary heap whose elements know their place, so that one can leave from anywhere.</summary>
public sealed class DeadlineHeap(IClocks clocks) : IDeadlineQueue
{
    private Deadline?[] _heap = new Deadline?[64];

    public int Count { get; private set; }

    public ulong NowNanoseconds => clocks.Nanoseconds;

    /// <summary>Nanoseconds since boot; ulong.MaxValue when there is none.</summary>
    public ulong Next => Count == 0 ? ulong.MaxValue : _heap[0]!.DueNanoseconds;

    public void Add(Deadline deadline)
    {
        Panic.When(deadline.IsPending, "a deadline is queued twice");
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        Put(deadline, Count++);
        Rise(deadline.Place - 1);
    }

    /// <summary>Takes one out; nothing when it is not in.</summary>
    public void Remove(Deadline deadline)
    {
        if (!deadline.IsPending)
        {
            return;
        }

        int at = deadline.Place - 1;
        deadline.Place = 0;
        Deadline last = _heap[--Count]!;
        _heap[Count] = null;
        if (last != deadline)
        {
            Put(last, at);
            Rise(at);
            Sink(last.Place - 1);
        }
    }

    /// <summary>Fires all that are due.</summary>
    public void FireUntil(ulong now)
    {
        while (Count != 0 && _heap[0]!.DueNanoseconds <= now)
        {
            Deadline due = _heap[0]!;
            Remove(due);
            due.Fire();
        }
    }

    private void Put(Deadline deadline, int at)
    {
        _heap[at] = deadline;
        deadline.Place = at + 1;
    }

    private void Rise(int at)
    {
        Deadline moved = _heap[at]!;
        while (at > 0 && _heap[(at - 1) / 2]!.DueNanoseconds > moved.DueNanoseconds)
        {
            Put(_heap[(at - 1) / 2]!, at);
            at = (at - 1) / 2;
        }

        Put(moved, at);
    }

    private void Sink(int at)
    {
        Deadline moved = _heap[at]!;
        while ((at * 2) + 1 < Count)
        {
            int child = (at * 2) + 1;
            child += child + 1 < Count && _heap[child + 1]!.DueNanoseconds < _heap[child]!.DueNanoseconds ? 1 : 0;
            if (_heap[child]!.DueNanoseconds >= moved.DueNanoseconds)
            {
                break;
            }

            Put(_heap[child]!, at);
            at = child;
        }

        Put(moved, at);
    }
}
