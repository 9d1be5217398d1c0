using System.IO;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot.Programs;

/// <summary>Issue 7, must show: a script that uses every feature of the language prints here what it prints under bash.</summary>
/// <remarks>What both shells have as builtins and as programs is taken from busybox, so that it is the shells that are compared.</remarks>
[TestFixture]
[Category("Boot")]
internal sealed class FeatureTests
{
    private const int StatusOfTheScript = 42;

    [Test]
    public void A_script_of_sixty_lines_with_every_feature_does_what_it_does_under_bash()
    {
        string source = ProgramTree.SourceOf("features.sh");
        Tool expected = Tool.Run("/bin/bash", [source]);
        Assert.That(expected.Status, Is.EqualTo(StatusOfTheScript), expected.Error);
        using ProgramTree tree = new();
        File.Copy("/bin/busybox", tree.PathOf("bin/busybox"));
        File.Copy(source, tree.PathOf("features"));
        Tool seen = tree.Boot(["/features"], timeoutSeconds: 120);
        Assert.That(seen.Output, Is.EqualTo(expected.Output), seen.Error);
        Assert.That(seen.Status, Is.EqualTo(StatusOfTheScript), seen.Error);
    }
}
