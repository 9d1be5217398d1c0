using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The queues of all futexes (futex(2)): who waits on which word, in the order they came.</summary>
/// <remarks>
/// Owns: the order. Does not own: the words; whoever calls compares and changes them, and nothing else runs between that and the call.
/// Futexes that nobody waits on take no room. Waiting allocates nothing: the queues are linked through the waiters.
/// Invariant: a waiter is in a queue exactly while its state is Waiting, and that is the queue its key falls into.
/// </remarks>
public sealed class Futexes
{
    /// <summary>A waiter of any kind, and waking all kinds (FUTEX_BITSET_MATCH_ANY).</summary>
    public const uint AnyBits = uint.MaxValue;

    private readonly Queue[] _queues;

    /// <param name="queueBits">How many queues there are, as a power of two; futexes that share one make each other slower, nothing else.</param>
    public Futexes(int queueBits = 8)
    {
        _queues = new Queue[1 << queueBits];
    }

    public int WaiterCount { get; private set; }

    /// <summary>Puts a waiter at the end of a futex's queue. The caller has found that the word has the value expected.</summary>
    /// <param name="waiter">Idle.</param>
    /// <param name="key">The futex.</param>
    /// <param name="bits">Which wakes it takes; not 0 (the caller answers EINVAL).</param>
    [NoAllocation]
    public void Wait(FutexWaiter waiter, FutexKey key, uint bits)
    {
        Panic.When(waiter.State != FutexWaiterState.Idle || bits == 0, "a thread waits on two futexes");
        waiter.State = FutexWaiterState.Waiting;
        waiter.Key = key;
        waiter.Bits = bits;
        WaiterCount++;
        Append(ref QueueOf(key), waiter);
    }

    /// <summary>Ends a wait early: a signal, a timeout, the thread's end. Nothing when it has ended; a wake that came before is kept.</summary>
    [NoAllocation]
    public void Cancel(FutexWaiter waiter)
    {
        if (waiter.State == FutexWaiterState.Waiting)
        {
            Unlink(ref QueueOf(waiter.Key), waiter);
            waiter.State = FutexWaiterState.Idle;
            WaiterCount--;
        }
    }

    /// <summary>Wakes those who have waited longest. Answers how many.</summary>
    /// <param name="key">The futex.</param>
    /// <param name="most">How many at most; 0 or less: none.</param>
    /// <param name="bits">Only those that share a bit with these.</param>
    [NoAllocation]
    public int Wake(FutexKey key, int most, uint bits)
    {
        ref Queue queue = ref QueueOf(key);
        int woken = 0;
        FutexWaiter? waiter = queue.First;
        while (waiter is not null && woken < most)
        {
            FutexWaiter? next = waiter.Next;
            if (waiter.Key == key && (waiter.Bits & bits) != 0)
            {
                WakeUp(ref queue, waiter);
                woken++;
            }

            waiter = next;
        }

        return woken;
    }

    /// <summary>Wakes some and lets others wait on another futex instead (FUTEX_CMP_REQUEUE: the caller has compared).</summary>
    /// <param name="from">The futex they wait on.</param>
    /// <param name="to">The other one.</param>
    /// <param name="mostWoken">How many to wake at most.</param>
    /// <param name="mostMoved">How many of the rest to move at most.</param>
    /// <param name="moved">How many were.</param>
    /// <returns>How many were woken.</returns>
    [NoAllocation]
    public int Requeue(FutexKey from, FutexKey to, int mostWoken, int mostMoved, out int moved)
    {
        moved = 0;
        int woken = Wake(from, mostWoken, AnyBits);
        ref Queue source = ref QueueOf(from);
        ref Queue target = ref QueueOf(to);
        FutexWaiter? last = source.Last;
        FutexWaiter? waiter = source.First;
        bool isLast = waiter is null;
        while (!isLast && moved < mostMoved)
        {
            FutexWaiter current = waiter!;
            isLast = current == last; // what is moved within one queue comes behind it
            waiter = current.Next;
            if (current.Key == from)
            {
                Unlink(ref source, current);
                current.Key = to;
                Append(ref target, current);
                moved++;
            }
        }

        return woken;
    }

    private static void Append(ref Queue queue, FutexWaiter waiter)
    {
        waiter.Previous = queue.Last;
        if (queue.Last is not null)
        {
            queue.Last.Next = waiter;
        }
        else
        {
            queue.First = waiter;
        }

        queue.Last = waiter;
    }

    private static void Unlink(ref Queue queue, FutexWaiter waiter)
    {
        if (waiter.Previous is not null)
        {
            waiter.Previous.Next = waiter.Next;
        }
        else
        {
            queue.First = waiter.Next;
        }

        if (waiter.Next is not null)
        {
            waiter.Next.Previous = waiter.Previous;
        }
        else
        {
            queue.Last = waiter.Previous;
        }

        (waiter.Next, waiter.Previous) = (null, null);
    }

    private ref Queue QueueOf(FutexKey key) => ref _queues[key.GetHashCode() & (_queues.Length - 1)];

    private void WakeUp(ref Queue queue, FutexWaiter waiter)
    {
        Unlink(ref queue, waiter);
        waiter.State = FutexWaiterState.Woken;
        WaiterCount--;
        waiter.Wake();
    }

    private struct Queue
    {
        public FutexWaiter? First;
        public FutexWaiter? Last;
    }
}
