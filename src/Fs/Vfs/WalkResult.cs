using System;
using Vela.Capabilities;

namespace Vela.Fs;

/// <summary>Where a path leads. Nothing in it is held: use it before anything else happens, or acquire it.</summary>
public ref struct WalkResult
{
    /// <summary>What was found; null when the last name does not exist.</summary>
    public Inode? Inode;

    /// <summary>What the last name is a part of: the path, or <see cref="Vfs"/>' own room, where it is until the next walk.</summary>
    internal ReadOnlySpan<byte> Path;

    /// <summary>Where it begins there.</summary>
    internal int NameStart;
    internal int NameLength;

    /// <summary>The rights everything reached here has at most.</summary>
    public Rights Rights;

    /// <summary>The capability by whose authority it was reached; None: the root's (<see cref="DirectoryReference.Authority"/>).</summary>
    public CapabilityHandle Authority;

    /// <summary>Whether the path ends in a slash, <c>.</c> or <c>..</c>, so that only a directory is meant.</summary>
    public bool NeedsDirectory;

    /// <summary>Whether the last component is <c>.</c>, <c>..</c> or nothing: no name that could be made or removed.</summary>
    public LastName Last;

    /// <summary>The negative or positive cell of the last name; 0 when there is none.</summary>
    internal uint Cell;

    /// <summary>The last name, if there is one.</summary>
    internal readonly ReadOnlySpan<byte> Name => Path.Slice(NameStart, NameLength);

    // The two places by their parts, which are written without the store barrier that a structure in a structure has.
    internal Mount? FoundMount;
    internal Mount? ParentMount;
    internal uint FoundDentry;
    internal uint ParentDentry;

    /// <summary>Where it is; none when the last name does not exist.</summary>
    public Location Found
    {
        readonly get => new(FoundMount, FoundDentry);
        set => (FoundMount, FoundDentry) = (value.Mount, value.Dentry);
    }

    /// <summary>The directory of the last name, when the walk was for it.</summary>
    public Location Parent
    {
        readonly get => new(ParentMount, ParentDentry);
        internal set => (ParentMount, ParentDentry) = (value.Mount, value.Dentry);
    }
}
