namespace Vela.Drivers;

public enum ProcessorState : byte
{
    Disabled,

    /// <summary>Absent now; it may be plugged in.</summary>
    CanBeEnabled,
    Enabled,
}
