using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Threads that could run, the one that has had least of the processor first.</summary>
/// <remarks>
/// Ordered by weighted time. No thread's share is ever zero, however many there are: time that others use raises their key, never its own (C-93, C-94).
/// The first is kept by itself: most often it is the only one. Invariant: no other's time is less than its, and there are others only if there is it.
/// </remarks>
internal sealed class RunQueue
{
    private const uint Normal = 1024;
    private const int LowestNice = -20;
    private static readonly uint[] s_weights = MakeWeights();

    private readonly KeyHeap _others = new();

    public int Count => First is null ? 0 : _others.Count + 1;

    public Thread? First { get; private set; }

    /// <summary>A thread's share in proportion to others': a quarter more for each step down (nice(2)).</summary>
    public static uint WeightOf(int nice) => s_weights[nice - LowestNice];

    public void Add(Thread thread)
    {
        if (First is { } first)
        {
            AddToOthers(thread, first);
        }
        else
        {
            First = thread;
        }
    }

    /// <summary>The first, which leaves; null when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Thread? TakeFirst()
    {
        Thread? first = First;
        if (_others.Count == 0)
        {
            First = null;
        }
        else
        {
            First = TakeFromOthers();
        }

        return first;
    }

    /// <summary>Takes one out; nothing when it is not in.</summary>
    public void Remove(Thread thread)
    {
        if (First == thread)
        {
            _ = TakeFirst();
        }
        else
        {
            _others.Remove(thread.Queued);
        }
    }

    private void AddToOthers(Thread thread, Thread first)
    {
        Panic.When(first == thread, "a thread is ready twice");
        bool isFirst = thread.VirtualRuntime < first.VirtualRuntime;
        Thread later = isFirst ? first : thread;
        First = isFirst ? thread : first;
        _others.Add(later.Queued, later.VirtualRuntime);
    }

    private Thread? TakeFromOthers()
    {
        Thread.Turn? next = _others.First as Thread.Turn;
        if (next is not null)
        {
            _others.Remove(next);
        }

        return next?.Thread;
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
}
