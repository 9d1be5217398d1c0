namespace Vela.Build.Bench;

/// <summary>The one thing that a call of build/bench does.</summary>
public enum BenchTask
{
    /// <summary>Both machines, side by side.</summary>
    Compare,

    /// <summary>The gate's rows against their stored costs.</summary>
    Gate,

    /// <summary>The gate's rows, stored as they are now.</summary>
    Accept,

    /// <summary>What operations cost among more and more, drawn.</summary>
    Curves,

    /// <summary>The collector's pauses under load.</summary>
    Collector,

    /// <summary>How fast both read a disk.</summary>
    Disk,

    /// <summary>One row's instructions by method.</summary>
    Profile,
}
