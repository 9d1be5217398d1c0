using System;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>The console as programs have it: a terminal that the shell lends to one job at a time.</summary>
/// <remarks>
/// Owns: the session that all programs of the shell are in, which the shell leads; the terminal's settings while the shell itself has the console.
/// Does not own: the terminal. States: the shell's (its own group is in the foreground, so that no program may read) ⇄ lent.
/// </remarks>
public sealed class ProgramConsole
{
    /// <summary>The shell's number as a process, a group and a session.</summary>
    public const int ShellId = 1;

    private readonly Processes.Terminal _terminal;
    private readonly IShellConsole _console;
    private readonly Action<ConsoleInputKind> _note;
    private readonly ShellGroup _shell = new();
    private Termios _settings;
    private int _borrower;

    /// <param name="terminal">Of this console.</param>
    /// <param name="console">Whose mode says who has it.</param>
    /// <param name="note">Told what concerns the shell's own part of a job: that an interrupt or a suspend character was typed.</param>
    public ProgramConsole(Processes.Terminal terminal, IShellConsole console, Action<ConsoleInputKind> note)
    {
        _terminal = terminal;
        _console = console;
        _note = note;
        _settings = terminal.Settings;
        Session = new Session(ShellId);
        Session.Acquire(terminal, _shell);
    }

    public Session Session { get; }

    /// <summary>The terminal, opened without a name.</summary>
    public OpenFile Open(Credentials who)
    {
        OpenFile file = AnonymousFileSystem.Open(_terminal, OpenFlags.Read | OpenFlags.Write);
        Panic.When(!file.TryOpen(who).IsDone, "the console's terminal cannot be opened");
        return file;
    }

    /// <summary>Gives a group the console.</summary>
    /// <param name="group">A job's.</param>
    /// <param name="settings">As the job left them when it was stopped; null: as they are.</param>
    public void Lend(ProcessGroup group, in Termios? settings)
    {
        _borrower = group.Id;
        _terminal.Foreground = new Borrower(group, _note);
        if (settings is { } kept)
        {
            _ = _terminal.TrySetSettings(in kept, TerminalChange.Now); // without waiting it is done
        }

        _console.Mode = ConsoleMode.Program;
    }

    /// <summary>Takes the console back, if that group has it. What it had set stays only if it ended well (stty), since one that was killed or stopped could not clean up.</summary>
    /// <returns>How the terminal was set; null when another has it.</returns>
    public Termios? TakeBack(int group, LentSettings rule)
    {
        if (_borrower != group || group == 0)
        {
            return null;
        }

        Termios left = _terminal.Settings;
        _settings = rule == LentSettings.Kept ? left : _settings;
        _borrower = 0;
        _terminal.Foreground = _shell;
        _ = _terminal.TrySetSettings(in _settings, TerminalChange.Now);
        _terminal.Control(TerminalFlow.ContinueOutput);
        _console.Mode = ConsoleMode.Shell;
        return left;
    }

    /// <summary>The shell: no process, so signals to it mean nothing.</summary>
    private sealed class ShellGroup : ISignalGroup
    {
        public int Id => ShellId;

        public void Send(Signal signal)
        {
        }
    }

    /// <summary>A job that has the console: its programs, and the shell's own part of it.</summary>
    private sealed class Borrower(ProcessGroup group, Action<ConsoleInputKind> note) : ISignalGroup
    {
        public int Id => group.Id;

        public void Send(Signal signal)
        {
            group.Send(signal);
            if (signal is Signal.Interrupt or Signal.Quit)
            {
                note(ConsoleInputKind.Interrupt);
            }
            else if (signal == Signal.TerminalStop)
            {
                note(ConsoleInputKind.Suspend);
            }
        }
    }
}
