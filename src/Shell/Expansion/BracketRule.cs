namespace Vela.Shell;

/// <summary>What a bracket expression is part of.</summary>
public enum BracketRule
{
    /// <summary>A shell pattern: an exclamation mark inverts too, and a slash ends it (XCU 2.13.3).</summary>
    Pattern,

    /// <summary>A regular expression.</summary>
    Expression,
}
