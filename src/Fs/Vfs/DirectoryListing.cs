using System;

namespace Vela.Fs;

/// <summary>Takes the entries of a directory one by one (getdents(2), C-29).</summary>
public abstract class DirectoryListing
{
    /// <summary>One entry.</summary>
    /// <param name="name">Its bytes; valid during the call.</param>
    /// <param name="inode">Its number.</param>
    /// <param name="kind">What it is; None when the file system does not know.</param>
    /// <param name="next">Where to go on after it: resuming there gives each later entry exactly once.</param>
    /// <returns>False when it has no room: the listing stops before this entry.</returns>
    public abstract bool TryAdd(ReadOnlySpan<byte> name, ulong inode, InodeKind kind, ulong next);
}
