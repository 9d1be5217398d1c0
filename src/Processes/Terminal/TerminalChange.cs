namespace Vela.Processes;

/// <summary>When settings change (termios(3), tcsetattr).</summary>
public enum TerminalChange
{
    Now,

    /// <summary>After all output has gone (TCSETSW).</summary>
    AfterOutput,

    /// <summary>After that, and pending input is dropped (TCSETSF).</summary>
    AfterOutputWithoutInput,
}
