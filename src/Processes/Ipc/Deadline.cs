namespace Vela.Processes;

/// <summary>Something that happens at a time, once. In one <see cref="IDeadlineQueue"/> at most.</summary>
public abstract class Deadline : KeyHeapElement
{
    /// <summary>When, in nanoseconds of the queue's clock. Changed only while it is in no queue.</summary>
    public ulong DueNanoseconds { get; set; }

    public bool IsPending => IsQueued;

    /// <summary>The time has come; it is in the queue no more and may be added again. Must only note so.</summary>
    public abstract void Fire();
}
