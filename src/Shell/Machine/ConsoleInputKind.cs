namespace Vela.Shell;

/// <summary>What a console reports.</summary>
public enum ConsoleInputKind
{
    /// <summary>Bytes were typed.</summary>
    Bytes,

    /// <summary>The size is another one now.</summary>
    Resized,

    /// <summary>Ctrl-C, while a program has the console.</summary>
    Interrupt,

    /// <summary>Ctrl-Z, while a program has the console.</summary>
    Suspend,

    /// <summary>A program has the console from now on: what was read and not used goes back (<see cref="IShellConsole.Unread"/>).</summary>
    Lent,

    /// <summary>The console is gone.</summary>
    Closed,
}
