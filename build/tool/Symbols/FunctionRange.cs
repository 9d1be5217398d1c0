namespace Vela.Build.Symbols;

/// <summary>The half-open range of addresses that a function's code fills, and the name a person reads.</summary>
public readonly record struct FunctionRange(ulong Start, ulong End, string Name);
