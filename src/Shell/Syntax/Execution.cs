namespace Vela.Shell;

/// <summary>Whether the shell waits.</summary>
public enum Execution
{
    /// <summary>Ends in <c>;</c> or a newline.</summary>
    Foreground,

    /// <summary>Ends in <c>&amp;</c>.</summary>
    Background,
}
