using System;
using System.Diagnostics;
using System.IO;

namespace Vela.Tests.Build;

/// <summary>A private directory that goes away with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vela-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        string path = File(name);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>By rm, which can delete names that are not UTF-8, too.</summary>
    public void Dispose()
    {
        using Process remove = Process.Start("rm", ["-rf", Path]);
        remove.WaitForExit();
    }
}
