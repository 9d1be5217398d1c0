namespace Vela.Processes;

/// <summary>What reading an <see cref="EventCounter"/> takes.</summary>
public enum EventCounterMode
{
    /// <summary>All of it.</summary>
    Counter,

    /// <summary>One (EFD_SEMAPHORE).</summary>
    Semaphore,
}
