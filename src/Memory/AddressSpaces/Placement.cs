namespace Vela.Memory;

/// <summary>How the wish for an address is meant.</summary>
public enum Placement : byte
{
    /// <summary>At the wish if that is free, else anywhere.</summary>
    Hint,

    /// <summary>Exactly there; what was there is unmapped (C-36).</summary>
    Fixed,

    /// <summary>Exactly there, or <see cref="Vela.Primitives.Errno.Exists"/>.</summary>
    FixedNoReplace,
}
