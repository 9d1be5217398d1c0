namespace Vela.Fs;

/// <summary>What kind of component a path ends in.</summary>
public enum LastName : byte
{
    Ordinary,
    Dot,
    DotDot,

    /// <summary>The path is only slashes.</summary>
    Root,
}
