namespace Vela.Processes;

/// <summary>Something that is to happen at a moment: the end of a sleep, a timer's next expiry.</summary>
/// <remarks>In one <see cref="DeadlineHeap"/> at most; being in it allocates nothing.</remarks>
public abstract class Deadline
{
    internal const int NotQueued = -1;

    /// <summary>Nanoseconds since boot.</summary>
    public ulong Due { get; internal set; }

    public bool IsQueued => Index != NotQueued;

    internal int Index { get; set; } = NotQueued;

    /// <summary>It is time. The deadline has left the heap and may be put into it again.</summary>
    protected internal abstract void Fire();
}
