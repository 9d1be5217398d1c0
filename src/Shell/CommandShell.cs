using System.Collections.Generic;
using System.Text;
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
    private const int NotFoundStatus = 127;
    private readonly BuiltinTable _builtins = new(authority);

    /// <summary>Prompts, reads and runs lines on the console until <c>exit</c> or the console's end. Returns the status of the last command.</summary>
    public async KernelTask<int> RunInteractive()
    {
        Panic.When(authority.Console is null, "an interactive shell needs a console");
        Terminal terminal = new(authority.Console, authority.Executive);
        ConsoleStream stream = new(terminal);
        ShellSession session = new(authority.Executive, _builtins, stream, stream, stream);
        terminal.Open();
        while (!session.IsExiting)
        {
            terminal.Show("vela$ ");
            if (!(await CookedLine.Read(terminal, null)).Ok(out byte[]? line, out _))
            {
                session.LastStatus = 130;
                continue;
            }

            if (line.Length == 0)
            {
                terminal.Show("exit\n");
                break;
            }

            session.Interruption = new Interruption(authority.Executive);
            terminal.Foreground = session.Interruption;
            session.LastStatus = await RunText(session, ShellText.Decode(line));
            terminal.Foreground = null;
        }

        terminal.Close();
        return session.LastStatus;
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
        ShellSession session = new(authority.Executive, _builtins, input, output, error) { Interruption = interruption };
        return await RunText(session, text);
    }

    private static async KernelTask<int> RunText(ShellSession session, string text)
    {
        foreach (string line in text.Split('\n', ';'))
        {
            List<string> words = Split(line);
            if (words.Count == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            session.LastStatus = await RunCommand(session, words);
            if (session.IsExiting || session.Interruption is { IsRequested: true })
            {
                break;
            }
        }

        return session.LastStatus;
    }

    private static async KernelTask<int> RunCommand(ShellSession session, List<string> words)
    {
        if (session.Builtins.Find(words[0]) is { } builtin)
        {
            return await CommandRunner.Run(session, builtin, words, session.Input, session.Output, session.Error);
        }

        OutputWriter error = new(session.Error, session.Executive, session.Interruption);
        error.WriteLine(words[0] + ": command not found");
        _ = await error.TryFlush();
        return NotFoundStatus;
    }

    private static List<string> Split(string line)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = '\0';
        foreach (char character in line)
        {
            if (quote != '\0' ? character == quote : character is '\'' or '"')
            {
                quote = quote == '\0' ? character : '\0';
                word ??= new StringBuilder();
            }
            else if (quote == '\0' && character is ' ' or '\t' or '\r')
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                    word = null;
                }
            }
            else
            {
                word ??= new StringBuilder();
                _ = word.Append(character);
            }
        }

        if (word is not null)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
