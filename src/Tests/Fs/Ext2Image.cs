using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;

namespace Vela.Tests.Fs;

/// <summary>Images made, looked into and checked with the host's own e2fsprogs: the oracle for everything about ext2.</summary>
internal static class Ext2Image
{
    /// <summary>An empty file system.</summary>
    public static byte[] Make(int blockSize, int kibibytes, string? tree = null, int inodeSize = 256)
    {
        string path = Path.GetTempFileName();
        try
        {
            string from = tree is null ? string.Empty : $"-d {tree} ";
            (int code, string output) = Run("mke2fs", $"-q -F -t ext2 -b {blockSize} -I {inodeSize} {from}{path} {kibibytes}k");
            return code == 0 ? File.ReadAllBytes(path) : throw new InvalidOperationException(output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What e2fsck -fn complains of; empty when nothing.</summary>
    public static string Check(byte[] image)
    {
        (int code, string output, _) = OnCopy(image, "e2fsck", path => $"-fn {path}");
        return code == 0 ? string.Empty : output;
    }

    /// <summary>How many files there are, how many blocks are used, and what part of the files does not lie in one piece, as e2fsck -fn says it.</summary>
    public static string Summary(byte[] image) =>
        OnCopy(image, "e2fsck", path => $"-fn {path}").Output.Split('\n').Single(line => line.Contains("non-contiguous", StringComparison.Ordinal));

    /// <summary>Repairs as a boot does, without asking. 0 and 1 are good; 4 and more mean that somebody must look.</summary>
    public static int Repair(byte[] image, out byte[] repaired, out string output, string how = "-p")
    {
        (int code, output, repaired) = OnCopy(image, "e2fsck", path => $"{how} {path}");
        return code;
    }

    /// <summary>What debugfs says to a command.</summary>
    public static string Debug(byte[] image, string command) => OnCopy(image, "debugfs", path => $"-R \"{command}\" {path}").Output;

    /// <summary>A file's contents, as debugfs reads them.</summary>
    public static byte[] ReadFile(byte[] image, string file)
    {
        string into = Path.GetTempFileName();
        try
        {
            OnCopy(image, "debugfs", path => $"-R \"dump {file} {into}\" {path}");
            return File.ReadAllBytes(into);
        }
        finally
        {
            File.Delete(into);
        }
    }

    /// <summary>Every file of an image by path, as debugfs reads them.</summary>
    public static Dictionary<string, byte[]> ReadTree(byte[] image)
    {
        string into = Directory.CreateTempSubdirectory().FullName;
        try
        {
            OnCopy(image, "debugfs", path => $"-R \"rdump / {into}\" {path}");
            Dictionary<string, byte[]> files = [];
            foreach (string file in Directory.GetFiles(into, "*", SearchOption.AllDirectories))
            {
                files.Add(Path.GetRelativePath(into, file), File.ReadAllBytes(file));
            }

            return files;
        }
        finally
        {
            Directory.Delete(into, recursive: true);
        }
    }

    private static (int Code, string Output, byte[] After) OnCopy(byte[] image, string tool, Func<string, string> arguments)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, image);
            (int code, string output) = Run(tool, arguments(path));
            return (code, output, File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int Code, string Output) Run(string tool, string arguments)
    {
        string path = File.Exists("/usr/sbin/" + tool) ? "/usr/sbin/" + tool : "/sbin/" + tool;
        using Process process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        StringBuilder errors = new();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors);
    }
}
