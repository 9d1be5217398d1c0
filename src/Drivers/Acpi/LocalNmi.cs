namespace Vela.Drivers;

/// <summary>A local APIC's input (LINT0 or LINT1) that is wired to NMI.</summary>
/// <param name="Processor">The ACPI processor's identifier; 0xff stands for all.</param>
/// <param name="Input">0 or 1.</param>
/// <param name="Polarity">How it signals.</param>
/// <param name="Trigger">When.</param>
public readonly record struct LocalNmi(byte Processor, byte Input, Polarity Polarity, TriggerMode Trigger);
