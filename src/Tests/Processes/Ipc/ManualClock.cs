using System.Collections.Generic;
using System.Linq;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>A clock that goes on when the test says so, and calls what is due.</summary>
internal sealed class ManualClock : IDeadlineQueue
{
    private readonly List<Deadline> _pending = [];

    public ulong NowNanoseconds { get; private set; } = 1_000_000;

    public int Pending => _pending.Count;

    public void Add(Deadline deadline)
    {
        deadline.Place = 1;
        _pending.Add(deadline);
    }

    public void Remove(Deadline deadline)
    {
        deadline.Place = 0;
        _pending.Remove(deadline);
    }

    public void Advance(ulong nanoseconds)
    {
        NowNanoseconds += nanoseconds;
        foreach (Deadline due in _pending.Where(each => each.DueNanoseconds <= NowNanoseconds).OrderBy(each => each.DueNanoseconds).ToList())
        {
            Remove(due);
            due.Fire();
        }
    }
}
