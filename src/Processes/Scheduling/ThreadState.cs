namespace Vela.Processes;

/// <summary>Where a thread is.</summary>
public enum ThreadState : byte
{
    /// <summary>Made, and never run.</summary>
    New,

    /// <summary>In the run queue.</summary>
    Ready,

    /// <summary>It has the processor.</summary>
    Running,

    /// <summary>It waits for what its wait places say, or to be continued.</summary>
    Parked,
    Exited,
}
