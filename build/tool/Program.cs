using System;
using System.Collections.Generic;
using System.IO;
using Vela.Build.Archive;
using Vela.Build.Bench;
using Vela.Build.Symbols;

namespace Vela.Build;

/// <summary>The steps of the build that are programs of our own; build/image and build/run call them.</summary>
public static class Program
{
    private const string Usage = """
        usage: Vela.Build postlink IN OUT [--root DIR] [--assemblies PATH]...
                 make the bootable image OUT from the linked ELF IN
                 --root DIR         the repository: only its sources get line numbers (default: the current directory)
                 --assemblies PATH  an assembly, a directory of them, or a compiler response file that names them (repeatable)
               Vela.Build cpio DIR OUT
                 pack the tree under DIR as a newc archive, everything owned by root
               Vela.Build bench ROOT [OPTION]...
                 build/bench, whose head lists the options; ROOT is the repository
        """;

    public static int Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["postlink", string input, string output, .. string[] options] => Link(input, output, options),
                ["cpio", string directory, string output] => Pack(directory, output),
                ["bench", string root, .. string[] options] =>
                    new BenchCommand(new BenchPaths(Path.GetFullPath(root)), BenchOptions.Parse(options), Console.Out, Console.Error.WriteLine).Run(),
                _ => Fail(Usage, 2),
            };
        }
        catch (Exception exception) when (exception is BuildException or IOException or UnauthorizedAccessException)
        {
            return Fail(exception.Message, 1);
        }
    }

    private static int Link(string input, string output, string[] options)
    {
        string root = Directory.GetCurrentDirectory();
        List<string> assemblies = [];
        for (int i = 0; i < options.Length; i += 2)
        {
            string value = i + 1 < options.Length ? options[i + 1] : throw new BuildException($"{options[i]} needs a value");
            switch (options[i])
            {
                case "--root": root = Path.GetFullPath(value); break;
                case "--assemblies": assemblies.Add(value); break;
                default: throw new BuildException($"unknown option {options[i]}");
            }
        }

        PostLinkReport report = PostLink.Run(input, output, root, ManagedNames.From(assemblies));
        foreach (string line in report.Lines)
        {
            Console.WriteLine($"postlink: {line}");
        }

        return 0;
    }

    private static int Pack(string directory, string output)
    {
        using FileStream stream = File.Create(output);
        CpioArchive.Write(directory, stream);
        return 0;
    }

    private static int Fail(string message, int status)
    {
        Console.Error.WriteLine(message);
        return status;
    }
}
