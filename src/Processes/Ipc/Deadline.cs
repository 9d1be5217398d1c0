namespace Vela.Processes;

/// <summary>Something that happens at a time, once. In one <see cref="IDeadlineQueue"/> at most.</summary>
public abstract class Deadline
{
    /// <summary>When, in nanoseconds of the queue's clock. Changed only while it is in no queue.</summary>
    public ulong DueNanoseconds { get; set; }

    /// <summary>Where the queue keeps it; 0 when it is in none. The queue's own.</summary>
    public int Place { get; set; }

    public bool IsPending => Place != 0;

    /// <summary>The time has come; it is in the queue no more and may be added again. Must only note so.</summary>
    public abstract void Fire();
}
