namespace Vela.Shell;

/// <summary>Whether what expansions give is split at IFS (XCU 2.6.5).</summary>
public enum FieldRule
{
    Split,

    /// <summary>As in an assignment, a redirection's target, a here-document.</summary>
    Whole,
}
