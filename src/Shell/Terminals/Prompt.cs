using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The conversation: prompt, line, run, again.</summary>
internal sealed class Prompt(ShellSession session, Terminal terminal)
{
    private readonly Interpreter _interpreter = new(session);

    public async KernelTask<int> Run()
    {
        while (!session.IsExiting)
        {
            await _interpreter.ReportJobs();
            if (await ReadScript() is not { } script)
            {
                terminal.Show("exit\n");
                break;
            }

            await RunScript(script);
        }

        return await _interpreter.RunExitTrap();
    }

    /// <summary>Reads lines until they make a script, or cannot. Null at the end of the console.</summary>
    private async KernelTask<string?> ReadScript()
    {
        string text = "";
        while (true)
        {
            terminal.Show(text.Length == 0 ? session.Variables["PS1"] ?? "vela:" + session.WorkingDirectory + "$ " : session.Variables["PS2"] ?? "> ");
            Result<byte[]> read = await CookedLine.Read(terminal, null);
            if (!read.Ok(out byte[]? line, out _))
            {
                session.LastStatus = 128 + Signals.Interrupt;
                text = "";
                continue;
            }

            if (line.Length == 0)
            {
                return text.Length == 0 ? null : text;
            }

            text += ShellText.Decode(line);
            if (Parser.Parse(text).Error is not { Completeness: Completeness.Unfinished })
            {
                return text;
            }
        }
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
