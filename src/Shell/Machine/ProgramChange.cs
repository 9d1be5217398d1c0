namespace Vela.Shell;

/// <summary>Something happened to a program: <paramref name="Number"/> is its exit status, or the signal.</summary>
public readonly record struct ProgramChange(ProgramChangeKind Kind, int Number);
