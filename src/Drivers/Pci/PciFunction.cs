namespace Vela.Drivers;

/// <summary>What the header of a PCI function says about it (PCI 3.0, 6.1).</summary>
public readonly record struct PciFunction
{
    public PciAddress Address { get; init; }

    public ushort Vendor { get; init; }

    public ushort Device { get; init; }

    public byte Class { get; init; }

    public byte Subclass { get; init; }

    /// <summary>The programming interface: AHCI among the SATA controllers, xHCI among those of USB.</summary>
    public byte Interface { get; init; }

    public byte Revision { get; init; }

    /// <summary>0: a device; 1: a bridge to another bus; 2: a CardBus bridge.</summary>
    public byte HeaderType { get; init; }

    public ushort SubsystemVendor { get; init; }

    public ushort Subsystem { get; init; }

    /// <summary>The line that firmware chose at the 8259s; 255: none.</summary>
    public byte InterruptLine { get; init; }

    /// <summary>1 to 4 for INTA# to INTD#; 0: it does not interrupt by a pin.</summary>
    public byte InterruptPin { get; init; }

    public bool IsBridge => HeaderType == 1;

    /// <summary>Base address registers of its header.</summary>
    public int BarCount => HeaderType switch { 0 => 6, 1 => 2, _ => 0 };

    public string ClassName => PciClass.Name(Class, Subclass, Interface);
}
