using System;

namespace Vela.Fs;

/// <summary>What is to be done with an inode; the values are those of the permission bits.</summary>
[Flags]
public enum FileAccess : byte
{
    None = 0,

    /// <summary>Run a file; look a name up in a directory.</summary>
    Execute = 1,
    Write = 2,
    Read = 4,
}
