namespace Vela.Drivers;

/// <summary>A processor by its APIC's identifier.</summary>
public readonly record struct LocalApic(uint Identifier, ProcessorState State);
