namespace Vela.Fs;

/// <summary>How far a path was followed through names that are known: <see cref="DentryCache.TryFollow"/>.</summary>
internal struct KnownPath
{
    /// <summary>Where in the path the next component begins, or the last one, once the end was reached.</summary>
    public int At;

    /// <summary>The directory reached so far; at the end, what the path leads to.</summary>
    public uint Cell;

    /// <summary>The directory of the last name, once the end was reached.</summary>
    public uint Parent;

    /// <summary>Of the last name, once the end was reached.</summary>
    public NameKey Key;
}
