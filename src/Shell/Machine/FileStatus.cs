using System;

namespace Vela.Shell;

/// <summary>What stat(2) tells of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permission bits, 0 to 0o7777.</param>
/// <param name="Device">The file system it lies on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Blocks">Allocated, in units of 512 bytes.</param>
/// <param name="Modified">Last change of its contents, UTC.</param>
public readonly record struct FileStatus(
    FileKind Kind,
    int Mode,
    long Device,
    long Inode,
    long Links,
    long Size,
    long Blocks,
    DateTime Modified);
