namespace Vela.Tests.Drivers;

/// <summary>What a simulated AHCI port does when a command fails.</summary>
internal enum AhciFailure
{
    /// <summary>The port stops; the command stays in its list (AHCI 1.3.1, 6.2.2).</summary>
    Stops,

    /// <summary>The port stops; the command is gone from its list.</summary>
    StopsForgetting,

    /// <summary>The command is gone from the list, the port does the others, and may not be stopped before it has done them, as in QEMU 7.2.</summary>
    GoesOn,
}
