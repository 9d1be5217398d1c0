namespace Vela.Shell;

/// <summary>Why commands that follow are not run.</summary>
public enum Unwinding
{
    /// <summary>They are.</summary>
    None,

    /// <summary>To the end of a loop.</summary>
    Break,

    /// <summary>To the next round of a loop.</summary>
    Continue,

    /// <summary>Out of a function or a sourced script.</summary>
    Return,

    /// <summary>Out of the line that was typed: it was interrupted, or an expansion failed.</summary>
    Line,

    /// <summary>Out of the shell.</summary>
    Exit,
}
