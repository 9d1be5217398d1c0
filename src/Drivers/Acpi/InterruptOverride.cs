namespace Vela.Drivers;

/// <summary>Where the ISA line <paramref name="Source"/> arrives among the I/O APICs' inputs, and how it signals.</summary>
public readonly record struct InterruptOverride(byte Source, uint Interrupt, Polarity Polarity, TriggerMode Trigger);
