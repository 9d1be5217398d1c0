using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace Vela.Build.Bench;

/// <summary>A program of the host's, whose lines are seen as they come.</summary>
public sealed class HostProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task _errors;

    /// <exception cref="BuildException">It cannot be started.</exception>
    public HostProgram(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            _process = Process.Start(start) ?? throw new BuildException($"{program} did not start");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new BuildException($"{program} cannot be started ({exception.Message}); build/check installs what is missing");
        }

        _errors = Task.Run(() =>
        {
            while (_process.StandardError.ReadLine() is string line)
            {
                _ = _error.AppendLine(line);
            }
        });
    }

    public TextWriter Input => _process.StandardInput;

    /// <summary>What it said on standard error; complete after <see cref="End"/>.</summary>
    public string Error => _error.ToString().Trim();

    /// <summary>Calls <paramref name="see"/> with each line of its output and returns its status.</summary>
    public int End(Action<string> see)
    {
        while (_process.StandardOutput.ReadLine() is string line)
        {
            see(line);
        }

        _process.WaitForExit();
        _errors.Wait();
        return _process.ExitCode;
    }

    /// <summary>The output of a program that must succeed.</summary>
    /// <exception cref="BuildException">It did not.</exception>
    public static string Read(string program, params string[] arguments)
    {
        using HostProgram run = new(program, arguments);
        run.Input.Close();
        StringBuilder output = new();
        int status = run.End(line => output.AppendLine(line));
        return status == 0 ? output.ToString() : throw new BuildException($"{program} {string.Join(' ', arguments)}: status {status}\n{run.Error}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
