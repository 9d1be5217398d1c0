using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>A clock that goes on when the test says so, and calls what is due.</summary>
internal sealed class ManualClock : IClocks
{
    /// <summary>2024-01-01.</summary>
    private const long Boot = 1_704_067_200L * 1_000_000_000;

    public ulong Nanoseconds { get; private set; } = 1_000_000;

    public long UnixNanoseconds => Boot + (long)Nanoseconds;

    public DeadlineHeap Deadlines { get; } = new();

    public int Pending => Deadlines.Count;

    public void Advance(ulong nanoseconds)
    {
        Nanoseconds += nanoseconds;
        Deadlines.FireUntil(Nanoseconds);
    }
}
