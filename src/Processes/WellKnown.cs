namespace Vela.Processes;

/// <summary>What a process holds beside its descriptors, and Linux has no numbers for.</summary>
public enum WellKnown
{
    /// <summary>The directory that absolute paths start at: everything opened by a path is derived from it.</summary>
    Root,

    /// <summary>The container it may make processes in, and whose processes it may name.</summary>
    Home,

    /// <summary>The quota that pays for whatever is made: memory, threads, pipes.</summary>
    Purse,

    /// <summary>The clock that it reads and sleeps by.</summary>
    Clock,

    /// <summary>The console, which it opens by any name of it.</summary>
    Console,
}
