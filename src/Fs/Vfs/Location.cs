using System;

namespace Vela.Fs;

/// <summary>A place in the tree: a name, seen through a mount. Two words; holding it is <see cref="Vfs.Acquire"/> and <see cref="Vfs.Release"/>.</summary>
public readonly struct Location : IEquatable<Location>
{
    internal Location(Mount? mount, uint dentry)
    {
        Mount = mount;
        Dentry = dentry;
    }

    public Mount? Mount { get; }

    public bool IsNone => Mount is null;

    internal uint Dentry { get; }

    public static bool operator ==(Location left, Location right) => left.Equals(right);

    public static bool operator !=(Location left, Location right) => !left.Equals(right);

    public bool Equals(Location other) => Mount == other.Mount && Dentry == other.Dentry;

    public override bool Equals(object? obj) => obj is Location other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Mount?.Id, Dentry);
}
