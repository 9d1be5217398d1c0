using System;

namespace Vela.Fs;

/// <summary>How a file is opened (open(2)), without anybody's numbers.</summary>
[Flags]
public enum OpenFlags : ushort
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>Each write goes to the end.</summary>
    Append = 4,
    Create = 8,

    /// <summary>With Create: it must not exist, and a symbolic link does.</summary>
    Exclusive = 16,
    Truncate = 32,
    Directory = 64,

    /// <summary>A symbolic link as the last name is an error.</summary>
    NoFollow = 128,
    NonBlocking = 256,

    /// <summary>Each write is followed by fsync.</summary>
    Synchronous = 512,

    /// <summary>Each write is followed by fdatasync.</summary>
    ContentsSynchronous = 1024,

    /// <summary>Only the place is meant (O_PATH): neither read nor written.</summary>
    PathOnly = 2048,
    NoAccessTime = 4096,

    /// <summary>No symbolic link anywhere in the path.</summary>
    NoLinks = 8192,

    /// <summary>Nothing outside the starting directory.</summary>
    Beneath = 16384,
}
