namespace Vela.Tests.Boot;

/// <summary>How a machine stopped.</summary>
internal enum MachineEnd
{
    /// <summary>The kernel ended in order.</summary>
    Orderly,

    /// <summary>The kernel panicked.</summary>
    Panic,

    /// <summary>The kernel refused to start.</summary>
    FailedStart,

    /// <summary>The machine was reset (a triple fault, if the kernel did not mean it) or switched off.</summary>
    Reset,

    /// <summary>The harness killed it: its time was up.</summary>
    TimedOut,

    /// <summary>QEMU could not run it.</summary>
    NoMachine,
}
