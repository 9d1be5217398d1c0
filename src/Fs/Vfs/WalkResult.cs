using Vela.Capabilities;

namespace Vela.Fs;

/// <summary>Where a path leads. Nothing in it is held: use it before anything else happens, or acquire it.</summary>
public ref struct WalkResult
{
    /// <summary>What was found; none when the last name does not exist.</summary>
    public Location Found;

    /// <summary>The directory of the last name, when the walk was for it.</summary>
    public Location Parent;

    public Inode? Inode;

    /// <summary>The rights everything reached here has at most.</summary>
    public Rights Rights;

    /// <summary>Whether the path ends in a slash, <c>.</c> or <c>..</c>, so that only a directory is meant.</summary>
    public bool NeedsDirectory;

    /// <summary>Whether the last component is <c>.</c>, <c>..</c> or nothing: no name that could be made or removed.</summary>
    public LastName Last;

    /// <summary>The negative or positive cell of the last name; 0 when there is none.</summary>
    internal uint Cell;

    internal NameKey Key;

    /// <summary>Where in <see cref="Vfs"/>' path room the last name lies.</summary>
    internal int NameStart;

    internal int NameLength;
}
