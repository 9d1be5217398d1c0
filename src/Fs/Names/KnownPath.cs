namespace Vela.Fs;

/// <summary>How far a path was followed through names that are known: <see cref="DentryCache.TryFollow"/>.</summary>
internal struct KnownPath
{
    /// <summary>Where in the path's room the next component begins; at the end, the byte behind the last.</summary>
    public int At;

    /// <summary>Where the last component begins, once the end was reached.</summary>
    public int NameStart;

    /// <summary>The directory reached so far; at the end, what the path leads to.</summary>
    public uint Cell;

    /// <summary>The directory of the last name, once the end was reached.</summary>
    public uint Parent;

    /// <summary>Of the last name, once the end was reached.</summary>
    public NameKey Key;
}
