namespace Vela.Hal;

/// <summary>What a device's line does to interrupt.</summary>
public enum InterruptTrigger
{
    /// <summary>It changes once: ISA devices.</summary>
    Edge,

    /// <summary>It stays until the device is served: PCI devices. Masked by its interrupt, unmasked by who serves it.</summary>
    Level,
}
