namespace Vela.Build.Bench;

/// <summary>What a machine's time is made of.</summary>
public enum Clocking
{
    /// <summary>One instruction is one nanosecond: figures are exact and the same on every host.</summary>
    Instructions,

    /// <summary>The host's own clock.</summary>
    Wall,
}
