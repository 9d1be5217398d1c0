namespace Vela.Fs;

/// <summary>How far a path was followed through names that are known: <see cref="DentryCache.TryFollowNames"/>.</summary>
internal struct KnownPath
{
    /// <summary>Where in the path the next component begins; the last one, when the end was reached.</summary>
    public int At;

    /// <summary>Bytes of the last name, when the end was reached.</summary>
    public int Length;

    /// <summary>The directory reached so far; what the path leads to, when the end was reached: negative when the last name is known not to exist.</summary>
    public uint Cell;

    /// <summary>The directory of the last name, when the end was reached.</summary>
    public uint Parent;
}
