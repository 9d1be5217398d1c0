namespace Vela.Processes;

/// <summary>Whether a file still has the entry that leaves a <see cref="PollSet"/> in its list of watches.</summary>
internal enum WatchState
{
    Watching,

    /// <summary>The file told it that it closes, and has it no more.</summary>
    Told,
}
