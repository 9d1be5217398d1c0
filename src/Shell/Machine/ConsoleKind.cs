namespace Vela.Shell;

/// <summary>What a console understands besides text.</summary>
public enum ConsoleKind
{
    /// <summary>Text, carriage return and newline; no escape sequences.</summary>
    Dumb,

    /// <summary>ECMA-48 cursor movement and colours, as xterm has them.</summary>
    Ansi,
}
