namespace Vela.Drivers;

/// <summary>A region of ports or memory that a PCI function answers to.</summary>
/// <param name="Kind">Ports or memory; <see cref="PciBarKind.None"/> where the register is not used.</param>
/// <param name="Address">Its first port or byte.</param>
/// <param name="Length">In ports or bytes, a power of two.</param>
/// <param name="Registers">How many registers it takes: two for a 64-bit address.</param>
public readonly record struct PciBar(PciBarKind Kind, ulong Address, ulong Length, int Registers);
