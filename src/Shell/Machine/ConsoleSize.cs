namespace Vela.Shell;

/// <summary>How much a console shows, in character cells.</summary>
public readonly record struct ConsoleSize(int Columns, int Rows);
