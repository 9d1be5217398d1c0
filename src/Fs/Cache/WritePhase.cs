namespace Vela.Fs;

/// <summary>In which step of a commit a metadata block is written. docs/files.md says why this order survives a power cut after any write.</summary>
internal enum WritePhase : byte
{
    /// <summary>What nothing on the disk refers to yet, and directories with all old names still in them.</summary>
    Unreferenced,

    /// <summary>Directories in which a name that was on the disk leads elsewhere now.</summary>
    Replaced,

    /// <summary>Directories that a directory was moved out of.</summary>
    Departed,

    /// <summary>Pointers to blocks that were cut off.</summary>
    Shortened,

    /// <summary>Inodes.</summary>
    Inodes,

    /// <summary>Pointers to new blocks in indirect blocks that were there before.</summary>
    Lengthened,

    /// <summary>Directories without the names that were taken away; the maps of what is free.</summary>
    Last,
}
