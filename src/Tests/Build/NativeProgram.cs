using NUnit.Framework;

namespace Vela.Tests.Build;

/// <summary>A C# program under src/User, compiled by Native AOT for ring 3.</summary>
internal static class NativeProgram
{
    /// <summary>Compiles the project src/User/<paramref name="project"/> and puts its program, without symbols, at a place.</summary>
    public static void Publish(string project, string place)
    {
        using TemporaryDirectory published = new();
        string[] options = ["-c", "Release", "-o", published.Path, "-v:q", "--tl:off", "-nodeReuse:false"];
        Tool publish = Tool.Run("dotnet", ["publish", Repository.PathOf($"src/User/{project}"), .. options], timeoutSeconds: 600);
        Assert.That(publish.Status, Is.Zero, publish.Output);
        _ = Tool.Read("strip", "-o", place, published.File(project.ToLowerInvariant()));
    }
}
