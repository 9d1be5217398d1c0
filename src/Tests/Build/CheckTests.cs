using System;
using System.IO;
using NUnit.Framework;

namespace Vela.Tests.Build;

/// <summary>build/check where tools are missing (issue 2, item 8).</summary>
[TestFixture]
public sealed class CheckTests
{
    [Test]
    public void Who_may_not_install_is_told_the_command_that_does()
    {
        using TemporaryDirectory directory = new();
        string bin = Directory.CreateDirectory(directory.File("bin")).FullName;
        foreach (string tool in (string[])["bash", "sed", "dirname", "basename", "id", "cat", "mktemp", "find", "ld.lld"])
        {
            _ = File.CreateSymbolicLink(Path.Combine(bin, tool), Tool.Read("which", tool).Trim());
        }

        _ = File.CreateSymbolicLink(Path.Combine(bin, "dotnet"), "/bin/true");
        _ = Tool.Read("chmod", "-R", "a+rX", directory.Path);
        string[] nobody = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        Tool check = Tool.Run("env", [.. nobody, "env", $"PATH={bin}", "bash", Repository.PathOf("build/check"), "kernel", "run"]);
        Assert.That((check.Status, check.Output), Is.EqualTo((1, "")));
        Assert.That(check.Error, Is.EqualTo(
            "build/check: some tools are missing. Install them with:\n"
            + "  sudo apt-get update && sudo apt-get install -y --no-install-recommends nasm binutils qemu-system-x86\n"));
    }
}
