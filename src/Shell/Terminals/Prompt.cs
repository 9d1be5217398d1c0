using System;
using System.Text;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>The conversation: prompt, line, run, again.</summary>
internal sealed class Prompt(ShellSession session, Terminal terminal, Container? container)
{
    private readonly Interpreter _interpreter = new(session);
    private readonly LineReader _reader = new(terminal, session.History, new ShellCompleter(session, container));

    public async KernelTask<int> Run()
    {
        HistoryFile? kept = session.Files is null ? null : new HistoryFile(session.Files, session.Variables["HISTFILE"] ?? "/root/.vela_history");
        if (kept is not null)
        {
            await kept.Load(session.History);
        }

        while (!session.IsExiting)
        {
            await _interpreter.ReportJobs();
            string? script = await ReadScript();
            session.Entries++;
            if (script is null)
            {
                terminal.Show("exit\n");
                if (!terminal.IsClosed && session.MustWarnBeforeExit())
                {
                    terminal.Show("there are stopped jobs (again ends them, too)\n");
                    continue;
                }

                break;
            }

            string entry = script.TrimEnd('\n');
            if (session.History.Add(entry) && kept is not null)
            {
                await kept.Append(entry);
            }

            await RunScript(script);
        }

        foreach (Job job in session.Jobs.All)
        {
            if (job.State == JobState.Stopped)
            {
                job.Signal(Signals.HangUp); // nobody is left who could continue it
            }
        }

        return await _interpreter.RunExitTrap();
    }

    /// <summary>Reads lines until they make a script, or cannot. Null at the end of the console.</summary>
    private async KernelTask<string?> ReadScript()
    {
        string continuation = session.Variables["PS2"] ?? "> ";
        StringBuilder text = new();
        while (true)
        {
            Result<string> read = await _reader.Read(text.Length == 0 ? PrimaryPrompt() : continuation, continuation);
            if (!read.Ok(out string? line, out Errno error))
            {
                if (error == Errno.Interrupted)
                {
                    session.LastStatus = 128 + Signals.Interrupt;
                    _ = text.Clear();
                    continue;
                }

                return text.Length == 0 ? null : text.ToString();
            }

            _ = text.Append(line).Append('\n');
            if (Parser.Parse(text.ToString()).Error is not { Completeness: Completeness.Unfinished })
            {
                return text.ToString();
            }
        }
    }

    /// <summary>PS1 with <c>\w</c> the directory, <c>\$</c> a dollar sign, <c>\?</c> the last status.</summary>
    private string PrimaryPrompt()
    {
        string prompt = session.Variables["PS1"] ?? "vela:\\w\\$ ";
        return prompt.Replace("\\w", session.WorkingDirectory, StringComparison.Ordinal)
            .Replace("\\$", "$", StringComparison.Ordinal)
            .Replace("\\?", session.LastStatus.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private async KernelTask RunScript(string script)
    {
        Interruption interruption = new(session.Executive);
        session.Interruption = interruption;
        terminal.Foreground.Line = interruption;
        try
        {
            _ = await _interpreter.RunText(script, "vela");
        }
        catch (Exception escaped) when (escaped is not InvariantBrokenException)
        {
            // A bug of the shell itself: the line is lost, the shell is not.
            await _interpreter.Report("vela: " + escaped.GetType().Name + ": " + escaped.Message + "\n");
            session.LastStatus = CommandRunner.AbortedStatus;
        }

        terminal.Foreground.Line = null;
        terminal.Foreground.Job = null;
        session.Interruption = null;
        if (!session.IsExiting)
        {
            session.StopUnwinding();
        }
    }
}
