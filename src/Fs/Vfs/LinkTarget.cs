using Vela.Capabilities;

namespace Vela.Fs;

/// <summary>Where a link leads that names no path: an open file's place, or its inode when it has none.</summary>
public readonly struct LinkTarget(Location place, Inode inode, Rights rights, CapabilityHandle authority = default)
{
    public Location Place { get; } = place;

    public Inode Inode { get; } = inode;

    /// <summary>The most that may be done with what is reached through it.</summary>
    public Rights Rights { get; } = rights;

    /// <summary>The capability that what is reached through it comes from, in the space of whoever walks; None: the root's.</summary>
    public CapabilityHandle Authority { get; } = authority;
}
