using System;

namespace Vela.Fs;

/// <summary>How a path walk treats the last name.</summary>
[Flags]
public enum WalkMode : byte
{
    /// <summary>It must exist, and a symbolic link is what is meant itself.</summary>
    None = 0,

    /// <summary>A symbolic link as the last name is followed.</summary>
    Follow = 1,

    /// <summary>The last name need not exist: the caller makes, removes or renames it.</summary>
    Parent = 2,

    /// <summary>What is found must be a directory.</summary>
    Directory = 4,

    /// <summary>An empty path means the starting directory itself (AT_EMPTY_PATH).</summary>
    AllowEmpty = 8,

    /// <summary>No symbolic link anywhere (RESOLVE_NO_SYMLINKS).</summary>
    NoLinks = 16,

    /// <summary>Neither <c>..</c> nor a link nor an absolute path leads out of the starting directory (RESOLVE_BENEATH).</summary>
    Beneath = 32,
}
