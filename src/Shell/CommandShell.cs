using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>A shell: reads commands from a console, a line or a script, and runs them with what it was given.</summary>
/// <remarks>
/// Owns: nothing but its session. Holds: a <see cref="ShellAuthority"/>; the builtins and the files they reach are made from it alone.
/// Constructing one is cheap: builtins are made when the first command is looked up.
/// </remarks>
public sealed class CommandShell(ShellAuthority authority)
{
    private readonly BuiltinTable _builtins = new(authority);

    /// <summary>What programs see from the start. Set before running.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Where it begins.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>The job of another shell that this one runs in, whose programs share its group; null if it is the first.</summary>
    public Job? Job { get; init; }

    /// <summary>Prompts, reads and runs lines on the console until <c>exit</c> or the console's end. Returns the status of the last command.</summary>
    public async KernelTask<int> RunInteractive()
    {
        Panic.When(authority.Console is null, "an interactive shell needs a console");
        Terminal terminal = new(authority.Console, authority.Executive);
        ConsoleStream stream = new(terminal);
        ShellSession session = Begin(stream, stream.Retain(), stream.Retain());
        session.Foreground = terminal.Foreground;
        terminal.Open();
        int status = await new Prompt(session, terminal, authority.Processes).Run();
        terminal.Close();
        session.Descriptors.CloseAll();
        return status;
    }

    /// <summary>The same inside another shell, on the console that has.</summary>
    public async KernelTask<int> RunInside(Terminal terminal)
    {
        ConsoleStream stream = new(terminal);
        ShellSession session = Begin(stream, stream.Retain(), stream.Retain());
        session.Foreground = terminal.Foreground;
        (Interruption? line, Job? job) = (terminal.Foreground.Line, terminal.Foreground.Job);
        (terminal.Foreground.Line, terminal.Foreground.Job) = (null, null);
        int status = await new Prompt(session, terminal, authority.Processes).Run();
        (terminal.Foreground.Line, terminal.Foreground.Job) = (line, job);
        session.Descriptors.CloseAll();
        return status;
    }

    /// <summary>Runs one line; what it prints goes to these streams and nowhere else. Returns the status of its last command.</summary>
    public KernelTask<int> RunLine(string text, ByteStream input, ByteStream output, ByteStream error, Interruption? interruption = null) =>
        RunScript(text, "vela", [], input, output, error, interruption);

    /// <summary>Runs a script's text, with <c>$0</c> and positional parameters. Returns the status of its last command, or the one given to <c>exit</c>.</summary>
    public async KernelTask<int> RunScript(
        string text,
        string name,
        IReadOnlyList<string> arguments,
        ByteStream input,
        ByteStream output,
        ByteStream error,
        Interruption? interruption = null)
    {
        ShellSession session = Begin(input.Retain(), output.Retain(), error.Retain());
        session.Interruption = interruption;
        session.Job = Job;
        session.BecomeScript(name, arguments);
        Interpreter interpreter = new(session);
        _ = await interpreter.RunText(text, name);
        int status = await interpreter.RunExitTrap();
        session.Descriptors.CloseAll();
        return status;
    }

    private ShellSession Begin(ByteStream input, ByteStream output, ByteStream error)
    {
        DescriptorTable descriptors = new();
        descriptors.Set(0, input);
        descriptors.Set(1, output);
        descriptors.Set(2, error);
        ShellSession session = new(authority, _builtins, descriptors);
        foreach ((string name, string value) in Environment)
        {
            _ = session.Variables.TrySet(name, value, VariableAttributes.Exported); // Nothing is read-only yet.
        }

        session.WorkingDirectory = WorkingDirectory;
        _ = session.Variables.TrySet("PWD", session.WorkingDirectory, VariableAttributes.Exported);
        _ = session.Variables.TrySet("IFS", " \t\n");
        return session;
    }
}
