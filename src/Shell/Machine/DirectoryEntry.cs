namespace Vela.Shell;

/// <summary>A name in a directory.</summary>
public readonly record struct DirectoryEntry(string Name, FileKind Kind);
