namespace Vela.Shell;

/// <summary>Who interprets the console's keys.</summary>
public enum ConsoleMode
{
    /// <summary>Every byte, Ctrl-C included, comes to the shell through <see cref="IShellConsole.Read"/>.</summary>
    Shell,

    /// <summary>
    /// A program in the foreground reads the console as its terminal. The shell hears only what concerns its jobs:
    /// <see cref="ConsoleInputKind.Interrupt"/>, <see cref="ConsoleInputKind.Suspend"/> and the rest without bytes.
    /// </summary>
    Program,
}
