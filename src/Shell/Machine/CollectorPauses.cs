namespace Vela.Shell;

/// <summary>The pauses of the garbage collector since boot.</summary>
public sealed class CollectorPauses
{
    public PauseHistogram Youngest { get; } = new();

    /// <summary>Generations 1 and 2, in the middle of work.</summary>
    public PauseHistogram Older { get; } = new();

    /// <summary>Those that were started because nothing else ran, or because a person asked.</summary>
    public PauseHistogram Idle { get; } = new();

    /// <summary>Collections that ended between two looks: their length is not known.</summary>
    public int Unseen { get; set; }
}
