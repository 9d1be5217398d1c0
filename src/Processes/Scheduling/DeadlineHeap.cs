using System;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Deadlines, the next one first: a binary heap whose elements know their place, so that one can leave from anywhere.</summary>
public sealed class DeadlineHeap
{
    private Deadline?[] _heap = new Deadline?[64];

    public int Count { get; private set; }

    /// <summary>Nanoseconds since boot; ulong.MaxValue when there is none.</summary>
    public ulong Next => Count == 0 ? ulong.MaxValue : _heap[0]!.Due;

    public void Add(Deadline deadline, ulong due)
    {
        Panic.When(deadline.IsQueued, "a deadline is queued twice");
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        deadline.Due = due;
        Place(deadline, Count++);
        Rise(deadline.Index);
    }

    /// <summary>Takes one out; nothing when it is not in.</summary>
    public void Remove(Deadline deadline)
    {
        int at = deadline.Index;
        if (at == Deadline.NotQueued)
        {
            return;
        }

        deadline.Index = Deadline.NotQueued;
        Deadline last = _heap[--Count]!;
        _heap[Count] = null;
        if (last != deadline)
        {
            Place(last, at);
            Rise(at);
            Sink(last.Index);
        }
    }

    /// <summary>Fires all that are due.</summary>
    public void FireUntil(ulong now)
    {
        while (Count != 0 && _heap[0]!.Due <= now)
        {
            Deadline due = _heap[0]!;
            Remove(due);
            due.Fire();
        }
    }

    private void Place(Deadline deadline, int at)
    {
        _heap[at] = deadline;
        deadline.Index = at;
    }

    private void Rise(int at)
    {
        Deadline moved = _heap[at]!;
        while (at > 0 && _heap[(at - 1) / 2]!.Due > moved.Due)
        {
            Place(_heap[(at - 1) / 2]!, at);
            at = (at - 1) / 2;
        }

        Place(moved, at);
    }

    private void Sink(int at)
    {
        Deadline moved = _heap[at]!;
        while ((at * 2) + 1 < Count)
        {
            int child = (at * 2) + 1;
            child += child + 1 < Count && _heap[child + 1]!.Due < _heap[child]!.Due ? 1 : 0;
            if (_heap[child]!.Due >= moved.Due)
            {
                break;
            }

            Place(_heap[child]!, at);
            at = child;
        }

        Place(moved, at);
    }
}
