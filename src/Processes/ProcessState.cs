namespace Vela.Processes;

/// <summary>What is left of a process.</summary>
public enum ProcessState : byte
{
    Alive,

    /// <summary>Its threads are on their way out.</summary>
    Ending,

    /// <summary>Only what its parent may ask for.</summary>
    Zombie,
    Reaped,
}
