namespace Vela.Build.Symbols;

/// <summary>From this address on, code belongs to a source line; a null file means "to no line".</summary>
public readonly record struct LineRow(ulong Address, string? File, uint Line);
