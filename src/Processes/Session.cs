using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Process groups that share a terminal (setsid(2)).</summary>
/// <remarks>Invariant: <see cref="Terminal"/>'s session is this one, or it has none.</remarks>
public sealed class Session(int id)
{
    public int Id { get; } = id;

    /// <summary>The terminal that /dev/tty means; null when it has none.</summary>
    public Terminal? Terminal { get; private set; }

    /// <summary>The process that began it, which may have ended; null when that is the kernel's shell.</summary>
    public Process? Leader { get; init; }

    /// <summary>Makes a terminal the controlling one (tty_ioctl(4), TIOCSCTTY). Neither has another.</summary>
    public void Acquire(Terminal terminal, ISignalGroup foreground)
    {
        Panic.When(Terminal is not null || terminal.Session is not null, "a terminal has two sessions, or a session two terminals");
        Terminal = terminal;
        terminal.Session = this;
        terminal.Foreground = foreground;
    }

    /// <summary>The session has no terminal any more: the group in its foreground is told (tty_ioctl(4), TIOCNOTTY; exit(3)).</summary>
    public void Leave()
    {
        if (Terminal is not { } left)
        {
            return;
        }

        ISignalGroup? group = left.Foreground;
        left.Foreground = null;
        Lose();
        group?.Send(Signal.HangUp);
        group?.Send(Signal.Continue);
    }

    /// <summary>The terminal is somebody else's from now on, or nobody's.</summary>
    public void Lose()
    {
        Terminal!.Session = null;
        Terminal = null;
    }
}
