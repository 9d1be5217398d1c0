using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>A clock that goes on when the test says so, and calls what is due.</summary>
internal sealed class ManualClock : IDeadlineQueue, IClocks
{
    private readonly DeadlineHeap _heap;

    public ManualClock() => _heap = new DeadlineHeap(this);

    public ulong NowNanoseconds { get; private set; } = 1_000_000;

    public ulong Nanoseconds => NowNanoseconds;

    public long UnixNanoseconds => (long)NowNanoseconds;

    public int Pending => _heap.Count;

    public void Add(Deadline deadline) => _heap.Add(deadline);

    public void Remove(Deadline deadline) => _heap.Remove(deadline);

    public void Advance(ulong nanoseconds)
    {
        NowNanoseconds += nanoseconds;
        _heap.FireUntil(NowNanoseconds);
    }
}
