namespace Vela.Build.Bench;

/// <summary>How often a row repeats its operation.</summary>
public enum Extent
{
    Full,

    /// <summary>A tenth of that, for the gate and for profiles.</summary>
    Quick,
}
