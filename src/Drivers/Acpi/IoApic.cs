using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>An I/O APIC: where its registers are, and the global number of its first input.</summary>
public readonly record struct IoApic(byte Identifier, PhysicalAddress Address, uint FirstInterrupt);
