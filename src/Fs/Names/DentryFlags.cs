using System;

namespace Vela.Fs;

[Flags]
internal enum DentryFlags : byte
{
    None = 0,

    /// <summary>In the hash table: a lookup finds it.</summary>
    Hashed = 1,

    /// <summary>Used since the clock hand came by.</summary>
    Recent = 2,

    /// <summary>Something is mounted here, in some mount.</summary>
    MountPoint = 4,

    /// <summary>The root of a file system: it has no parent and no name.</summary>
    Root = 8,

    /// <summary>Its name was taken away while somebody held it.</summary>
    Removed = 16,

    /// <summary>The cell is in use.</summary>
    Live = 32,

    /// <summary>It leads to something, and that is no symbolic link: a path may end here.</summary>
    Plain = 64,

    /// <summary>It leads to a directory whose file system need not be asked for names that are known: a path may go on from here.</summary>
    Passable = 128,
}
