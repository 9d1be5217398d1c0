namespace Vela.Processes;

/// <summary>What a <see cref="KeyHeap"/> puts in order. In one at most.</summary>
public abstract class KeyHeapElement
{
    public bool IsQueued => Place != 0;

    /// <summary>Where the heap keeps it, plus one; 0 when it is in none. The heap's own.</summary>
    internal int Place { get; set; }
}
