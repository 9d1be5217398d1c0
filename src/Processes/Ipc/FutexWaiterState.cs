namespace Vela.Processes;

/// <summary>Where a <see cref="FutexWaiter"/> is.</summary>
public enum FutexWaiterState : byte
{
    Idle,

    /// <summary>In a futex's queue.</summary>
    Waiting,

    /// <summary>Somebody woke it, and it has not run since.</summary>
    Woken,
}
