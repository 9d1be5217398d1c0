using System;
using System.Diagnostics;
using System.IO;
using System.Text;

namespace Vela.Tests.Shell;

/// <summary>A shell of the host, asked what is right. Each run has a directory of its own, which it begins in.</summary>
public static class HostShell
{
    /// <summary>Runs a script; standard error is not kept, because messages differ.</summary>
    public static ShellRun Run(string shell, string script, string input, params string[] arguments)
    {
        string directory = Directory.CreateTempSubdirectory("vela-shell").FullName;
        try
        {
            ProcessStartInfo start = new(shell)
            {
                WorkingDirectory = directory,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardInputEncoding = new UTF8Encoding(false),
            };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(script);
            start.ArgumentList.Add("test");
            foreach (string argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            start.Environment.Clear();
            start.Environment["PATH"] = "/usr/bin:/bin";
            start.Environment["LC_ALL"] = "C.UTF-8";
            using Process process = Process.Start(start) ?? throw new InvalidOperationException("no " + shell);
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            Feed(process, input);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new ShellRun(process.ExitCode, output, "");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it, which is its right.
        }
    }
}
