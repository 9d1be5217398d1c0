namespace Vela.Processes;

/// <summary>Deadlines, the next one first.</summary>
public sealed class DeadlineHeap(IClocks clocks) : IDeadlineQueue
{
    private readonly KeyHeap _heap = new();

    public int Count => _heap.Count;

    public ulong NowNanoseconds => clocks.Nanoseconds;

    /// <summary>Nanoseconds since boot; ulong.MaxValue when there is none.</summary>
    public ulong Next => _heap.FirstKey;

    public void Add(Deadline deadline) => _heap.Add(deadline, deadline.DueNanoseconds);

    /// <summary>Takes one out; nothing when it is not in.</summary>
    public void Remove(Deadline deadline) => _heap.Remove(deadline);

    /// <summary>Fires all that are due.</summary>
    public void FireUntil(ulong now)
    {
        while (_heap.FirstKey <= now && _heap.First is Deadline due)
        {
            _heap.Remove(due);
            due.Fire();
        }
    }
}
