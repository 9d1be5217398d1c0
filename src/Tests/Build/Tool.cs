using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Vela.Tests.Build;

/// <summary>Runs a host program to its end.</summary>
internal sealed record Tool(int Status, string Output, string Error)
{
    public static Tool Run(string program, IEnumerable<string> arguments, string? directory = null, int timeoutSeconds = 60)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? Repository.Root,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!Patience.WaitForExit(process, TimeSpan.FromSeconds(timeoutSeconds)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', start.ArgumentList)}: no end within {timeoutSeconds} s");
        }

        return new Tool(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>The output of a program that must succeed.</summary>
    public static string Read(string program, params string[] arguments)
    {
        Tool tool = Run(program, arguments);
        Assert.That(tool.Status, Is.Zero, $"{program} {string.Join(' ', arguments)}\n{tool.Error}");
        return tool.Output;
    }
}
