using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vela.Tests.Build;

namespace Vela.Tests.Boot.Programs;

/// <summary>A tree of files with programs for ring 3, to be given to the image, or to be the root of a program on this host.</summary>
internal sealed class ProgramTree : IDisposable
{
    /// <summary>What build/check installs from busybox-static and bash-static.</summary>
    private const string Busybox = "/bin/busybox";

    private readonly TemporaryDirectory _directory = new();

    public ProgramTree()
    {
        foreach (string directory in new[] { "bin", "etc", "tmp", "dev", "proc" })
        {
            _ = Directory.CreateDirectory(PathOf(directory));
        }

        File.WriteAllText(PathOf("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
        File.WriteAllText(PathOf("etc/group"), "root:x:0:\n");
    }

    public string Path => _directory.Path;

    public string PathOf(string relative) => System.IO.Path.Combine(Path, relative);

    public static string SourceOf(string name) => Repository.PathOf(System.IO.Path.Combine("src/Tests/Boot/Programs", name));

    /// <summary>Adds busybox under the names of all its applets, and bash.</summary>
    public void AddShells()
    {
        File.Copy(Busybox, PathOf("bin/busybox"));
        File.Copy("/bin/bash-static", PathOf("bin/bash"));
        foreach (string applet in Tool.Read(Busybox, "--list").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(name => name != "busybox"))
        {
            _ = File.CreateSymbolicLink(PathOf($"bin/{applet}"), "busybox");
        }
    }

    /// <summary>Compiles a C program of one file, statically.</summary>
    public void AddCompiled(string source, params string[] options)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(source);
        _ = Tool.Read("gcc", ["-O2", "-static", "-fno-stack-protector", .. options, "-o", PathOf($"bin/{name}"), Repository.PathOf(source)]);
    }

    /// <summary>Adds a program of this host, the libraries it is linked with, and their loader, where they are here.</summary>
    public void AddWithLibraries(string program)
    {
        Add(program);
        foreach (string line in Tool.Read("ldd", program).Split('\n'))
        {
            string? library = line.Split(' ', '\t').FirstOrDefault(word => word.StartsWith('/'));
            if (library is not null && !File.Exists(PathOf(library.TrimStart('/'))))
            {
                Add(library);
            }
        }
    }

    /// <summary>Boots the image with these files, and runs the lines in the kernel's shell.</summary>
    public Tool Boot(IEnumerable<string> lines, int timeoutSeconds, params string[] options)
    {
        using TemporaryDirectory directory = new();
        string script = directory.Write("script", string.Join('\n', lines) + "\n");
        return Tool.Run(Repository.PathOf("build/run"), ["--files", Path, "--script", script, .. options], timeoutSeconds: timeoutSeconds);
    }

    public void Dispose() => _directory.Dispose();

    private void Add(string program)
    {
        string place = PathOf(program.TrimStart('/'));
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(place)!);
        File.Copy(program, place); // what a symbolic link points to
        File.SetUnixFileMode(place, (UnixFileMode)0x1ed);
    }
}
