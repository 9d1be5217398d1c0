namespace Vela.Shell;

/// <summary>A mounted file system. Sizes in bytes; 0 where it has no notion of them.</summary>
public readonly record struct MountFacts(string Source, string Path, string Type, string Options, long Size, long Free, long Inodes, long FreeInodes);
