using System;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Threads that could run, the one that has had least of the processor first: a binary heap by weighted time.</summary>
/// <remarks>
/// No thread's share is ever zero, however many there are: time that others use raises their key, never its own (C-93, C-94).
/// </remarks>
internal sealed class RunQueue
{
    public const int NotQueued = -1;

    private const uint Normal = 1024;
    private const int LowestNice = -20;
    private static readonly uint[] s_weights = MakeWeights();

    private Thread?[] _heap = new Thread?[64];

    public int Count { get; private set; }

    public Thread? First => _heap[0];

    /// <summary>A thread's share in proportion to others': a quarter more for each step down (nice(2)).</summary>
    public static uint WeightOf(int nice) => s_weights[nice - LowestNice];

    public void Add(Thread thread)
    {
        Panic.When(thread.QueueIndex != NotQueued, "a thread is in the run queue twice");
        if (Count == _heap.Length)
        {
            Enlarge();
        }

        Place(thread, Count++);
        Rise(thread.QueueIndex);
    }

    public void Remove(Thread thread)
    {
        int at = thread.QueueIndex;
        if (at == NotQueued)
        {
            return;
        }

        thread.QueueIndex = NotQueued;
        Thread last = _heap[--Count]!;
        _heap[Count] = null;
        if (last != thread)
        {
            Place(last, at);
            Rise(at);
            Sink(last.QueueIndex);
        }
    }

    private static uint[] MakeWeights()
    {
        uint[] weights = new uint[40];
        weights[-LowestNice] = Normal;
        for (int i = -LowestNice; i > 0; i--)
        {
            weights[i - 1] = weights[i] * 5 / 4;
        }

        for (int i = -LowestNice; i < weights.Length - 1; i++)
        {
            weights[i + 1] = weights[i] * 4 / 5;
        }

        return weights;
    }

    private void Enlarge() => Array.Resize(ref _heap, Count * 2);

    private void Place(Thread thread, int at)
    {
        _heap[at] = thread;
        thread.QueueIndex = at;
    }

    private void Rise(int at)
    {
        Thread moved = _heap[at]!;
        while (at > 0 && _heap[(at - 1) / 2]!.VirtualRuntime > moved.VirtualRuntime)
        {
            Place(_heap[(at - 1) / 2]!, at);
            at = (at - 1) / 2;
        }

        Place(moved, at);
    }

    private void Sink(int at)
    {
        Thread moved = _heap[at]!;
        while ((at * 2) + 1 < Count)
        {
            int child = (at * 2) + 1;
            child += child + 1 < Count && _heap[child + 1]!.VirtualRuntime < _heap[child]!.VirtualRuntime ? 1 : 0;
            if (_heap[child]!.VirtualRuntime >= moved.VirtualRuntime)
            {
                break;
            }

            Place(_heap[child]!, at);
            at = child;
        }

        Place(moved, at);
    }
}
