using System.IO;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>Issue 7.1: what was entered before a boot is found again after it, where the root is a disk that can be written.</summary>
[TestFixture]
[Category("Boot")]
internal sealed class HistoryTests
{
    private const string Up = "\u001b[A";
    private const string ControlR = "\u0012";

    [Test]
    public void Lines_entered_before_a_boot_are_found_after_it()
    {
        using TemporaryDirectory directory = new();
        string tree = directory.File("tree");
        _ = Directory.CreateDirectory(Path.Combine(tree, "root"));
        _ = Directory.CreateDirectory(Path.Combine(tree, "dev"));
        _ = Directory.CreateDirectory(Path.Combine(tree, "proc"));
        string disk = directory.File("disk");
        _ = Tool.Read("mke2fs", "-q", "-F", "-t", "ext2", "-d", tree, disk, "8m");

        using (ConsoleMachine first = new(MachineShape.Pc, disk: disk))
        {
            _ = first.Expect(ConsoleMachine.Prompt);
            _ = first.Run("echo the first line");
            first.Type("echo 'of two\rrows'\r");
            _ = first.Expect("\nof two\nrows\n");
            _ = first.Expect(ConsoleMachine.Prompt);
            _ = first.Run(" echo not kept");
            first.Type("halt\r");
            _ = first.Expect("halt\n");
            first.AwaitEnd();
        }

        Assert.That(Tool.Run("e2fsck", ["-fn", disk]).Status, Is.Zero);
        using ConsoleMachine second = new(MachineShape.Pc, disk: disk);
        _ = second.Expect(ConsoleMachine.Prompt);
        second.Type(Up + Up + "\r");
        _ = second.Expect("\nof two\nrows\n");
        _ = second.Expect(ConsoleMachine.Prompt);
        second.Type(ControlR + "first\r");
        _ = second.Expect("\nthe first line\n");
        _ = second.Expect(ConsoleMachine.Prompt);
        Assert.That(second.Run("history"), Does.Match(@"^ *1  echo the first line\n *2  echo 'of two\nrows'\n *3  halt\n").And.Not.Contain("not kept"));
    }
}
