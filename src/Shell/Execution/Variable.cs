namespace Vela.Shell;

/// <summary>A shell variable. <paramref name="Value"/> is null if it has attributes but no value yet.</summary>
public readonly record struct Variable(string? Value, VariableAttributes Attributes);
