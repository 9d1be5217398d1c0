using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

public sealed partial class Interpreter
{
    /// <summary>Where programs are looked for without PATH.</summary>
    public const string DefaultPath = "/bin:/usr/bin:/sbin:/usr/sbin";

    /// <summary>Where the file of a program is: its path as given if it has a slash, else the first in PATH. Null if there is none.</summary>
    public async KernelTask<string?> FindProgram(string name)
    {
        if (_session.Files is not { } files)
        {
            return null;
        }

        if (name.Contains('/', StringComparison.Ordinal))
        {
            string path = _session.Resolve(name);
            return (await files.ReadStatus(path, LinkRule.Follow)).IsOk ? path : null;
        }

        foreach (string directory in (_session.Variables["PATH"] ?? DefaultPath).Split(':'))
        {
            string path = _session.Resolve((directory.Length == 0 ? "." : directory) + "/" + name);
            if ((await files.ReadStatus(path, LinkRule.Follow)).Ok(out FileStatus status, out _) && status.Kind == FileKind.Regular && (status.Mode & 0x49) != 0)
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Runs a program to its end, with no more than what is named.</summary>
    /// <param name="arguments">Its argument vector, its name first.</param>
    /// <param name="confinement">All that it is to have; null: what the shell has.</param>
    /// <param name="started">Told its process id once it runs.</param>
    public async KernelTask<int> RunProgram(IReadOnlyList<string> arguments, Confinement? confinement = null, Action<int>? started = null)
    {
        string name = arguments[0];
        if (await FindProgram(name) is not { } path)
        {
            string why = name.Contains('/', StringComparison.Ordinal) ? "No such file or directory" : "command not found";
            await Report(name + ": " + why + "\n");
            return NotFoundStatus;
        }

        return await RunFile(path, arguments, confinement, started);
    }

    /// <summary>Starts the program in a file; one that is not executable machine code is read as a script.</summary>
    private async KernelTask<int> RunFile(string path, IReadOnlyList<string> arguments, Confinement? confinement = null, Action<int>? told = null)
    {
        Errno error = Errno.NotExecutable;
        string name = confinement is null ? NameOfScript(path, arguments) : path;
        if (_session.Programs is { } programs)
        {
            ByteStream?[] descriptors = new ByteStream?[DescriptorTable.Count];
            for (int i = 0; i < descriptors.Length; i++)
            {
                descriptors[i] = _session.Descriptors[i];
            }

            ProgramRequest request = new(
                name,
                arguments,
                _session.Variables.CollectEnvironment(),
                _session.WorkingDirectory,
                descriptors,
                _session.Job?.Group ?? 0,
                _session.Job?.Placement ?? JobPlacement.Foreground)
            {
                Confinement = confinement,
            };
            Result<IProgram> started = await programs.Start(request);
            if (started.Ok(out IProgram? program, out error))
            {
                _session.Job?.Add(program);
                told?.Invoke(program.Id);
                int status = await WaitForProgram(program);
                _session.Job?.ProgramEnded();
                if (_session.Job is null)
                {
                    program.Place(JobPlacement.Background);
                }

                return status;
            }
        }

        // A file that is there and still cannot be found is a script whose interpreter is missing: /bin/sh is this shell then.
        if (error is Errno.NotExecutable or Errno.NoEntry && confinement is null && _session.Files is { } files)
        {
            return await RunScriptFile(files, path, arguments, error);
        }

        await Report(arguments[0] + ": " + ErrorText.Of(error) + "\n");
        return error == Errno.NoEntry ? NotFoundStatus : NotExecutableStatus;
    }

    private async KernelTask<int> WaitForProgram(IProgram program)
    {
        while (true)
        {
            ProgramChange change = await program.WaitForChange();
            switch (change.Kind)
            {
                case ProgramChangeKind.Exited:
                    return change.Number;
                case ProgramChangeKind.Killed:
                    bool isTold = _session.Job is not { Placement: JobPlacement.Background }; // of a background job ReportJobs tells
                    if (isTold && change.Number is not (Signals.Interrupt or Signals.BrokenPipe))
                    {
                        await Report(Signals.Describe(change.Number) + "\n");
                    }

                    if (change.Number is Signals.Interrupt)
                    {
                        _session.Job?.Interruption.Request(change.Number); // nothing that follows in the job is run
                    }

                    return 128 + change.Number;
                case ProgramChangeKind.Stopped:
                    _session.Job?.Stop();
                    break;
                default:
                    break;
            }
        }
    }

    private async KernelTask<int> RunScriptFile(IShellFiles files, string path, IReadOnlyList<string> arguments, Errno refused)
    {
        if (!(await ReadText(files, path, _session.Interruption)).Ok(out string? text, out Errno error))
        {
            await Report(arguments[0] + ": " + ErrorText.Of(error) + "\n");
            return error == Errno.NoEntry ? NotFoundStatus : NotExecutableStatus;
        }

        if (text.StartsWith("\u007fELF", StringComparison.Ordinal) || text.Contains('\0', StringComparison.Ordinal))
        {
            await Report(arguments[0] + ": " + (_session.Programs is null ? "this shell cannot start programs" : ErrorText.Of(refused)) + "\n");
            return refused == Errno.NoEntry ? NotFoundStatus : NotExecutableStatus;
        }

        if (text.StartsWith("#!", StringComparison.Ordinal))
        {
            int end = text.IndexOf('\n', StringComparison.Ordinal);
            string[] line = text[2..(end < 0 ? text.Length : end)].Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
            string interpreter = line[0];
            if (interpreter[(interpreter.LastIndexOf('/') + 1)..] is not ("sh" or "dash" or "bash" or "vela"))
            {
                List<string> words = [.. line, NameOfScript(path, arguments), .. Tail(arguments, 1)];
                return interpreter == path || interpreter.Length == 0 ? NotExecutableStatus : await RunFile(_session.Resolve(interpreter), words);
            }
        }

        ShellSession child = _session.Fork(_session.Interruption);
        child.BecomeScript(NameOfScript(path, arguments), Tail(arguments, 1));
        Interpreter inner = new(child);
        _ = await inner.RunText(text, path);
        int status = await inner.RunExitTrap();
        child.Descriptors.CloseAll();
        return status;
    }

    /// <summary>What <c>$0</c> is in a script: its path as it was called, or where it was found in PATH.</summary>
    private static string NameOfScript(string path, IReadOnlyList<string> arguments) =>
        arguments[0].Contains('/', StringComparison.Ordinal) ? arguments[0] : path;

    /// <summary>The whole of a file as text.</summary>
    public static async KernelTask<Result<string>> ReadText(IShellFiles files, string path, Interruption? interruption)
    {
        if (!(await files.Open(path, OpenIntent.Read)).Ok(out ByteStream? stream, out Errno error))
        {
            return error;
        }

        CaptureStream bytes = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            if (!(await stream.Read(buffer, interruption)).Ok(out int count, out error))
            {
                stream.Release();
                return error;
            }

            if (count == 0)
            {
                break;
            }

            _ = await bytes.Write(buffer.AsMemory(0, count), interruption);
        }

        stream.Release();
        return ShellText.Decode(bytes.Captured.Span);
    }
}
