namespace Vela.Shell;

/// <summary>What decides whether the next pipeline runs.</summary>
public enum AndOrOperator
{
    /// <summary><c>&amp;&amp;</c></summary>
    And,

    /// <summary><c>||</c></summary>
    Or,
}
