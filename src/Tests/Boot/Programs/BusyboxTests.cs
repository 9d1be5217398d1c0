using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot.Programs;

/// <summary>Debian's busybox and bash do here what they do on Linux: the same driver runs the same commands on both, and what they print is compared.</summary>
/// <remarks>
/// busybox.commands and scripts/ are the table; docs/abi/programs.md is its summary, held against it. A command that is known to differ is listed there
/// with its reason, and has to differ. The other side is this host, in a directory of its own, which only root may make its root.
/// </remarks>
[TestFixture]
[Category("Boot")]
internal sealed class BusyboxTests
{
    private const string Summary = "docs/abi/programs.md";
    private const string Same = "same";

    private static readonly Dictionary<string, string> _linux = [];
    private static readonly Dictionary<string, string> _vela = [];
    private static string _trouble = "";

    private static IEnumerable<string> Commands()
    {
        foreach (string line in File.ReadLines(ProgramTree.SourceOf("busybox.commands")))
        {
            if (line.Length != 0 && line[0] != '#')
            {
                yield return line;
            }
        }

        foreach (string script in Directory.GetFiles(ProgramTree.SourceOf("scripts")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal))
        {
            if (script != "bash.sh")
            {
                yield return $"sh /cases/scripts/{script}";
            }

            yield return $"bash /cases/scripts/{script}";
        }
    }

    [OneTimeSetUp]
    public void RunBothSides()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("only root may make a directory the root of a program, and the expected output comes from there");
        }

        using ProgramTree tree = new();
        tree.AddShells();
        string cases = tree.PathOf("cases");
        _ = Directory.CreateDirectory(Path.Combine(cases, "tree"));
        _ = Directory.CreateDirectory(Path.Combine(cases, "scripts"));
        File.WriteAllLines(Path.Combine(cases, "commands"), Commands());
        File.Copy(ProgramTree.SourceOf("driver.sh"), Path.Combine(cases, "driver"));
        foreach (string script in Directory.GetFiles(ProgramTree.SourceOf("scripts")))
        {
            File.Copy(script, Path.Combine(cases, "scripts", Path.GetFileName(script)));
        }

        Tool made = Tool.Run("/bin/busybox", ["sh", ProgramTree.SourceOf("tree.sh")], Path.Combine(cases, "tree"));
        Assert.That(made.Status, Is.Zero, made.Error);

        Tool seen = tree.Boot(["/bin/busybox sh /cases/driver"], timeoutSeconds: 300);
        _trouble = $"status {seen.Status}\n{seen.Error}\n{Tail(seen.Output)}";
        Read(seen.Output, _vela);

        // The devices of the other side are the host's own; the tree's go away with it.
        foreach ((string name, string minor) in new[] { ("null", "3"), ("zero", "5"), ("urandom", "9") })
        {
            _ = Tool.Read("mknod", "-m", "666", tree.PathOf($"dev/{name}"), "c", "1", minor);
        }

        string command = $"mount -t proc proc {tree.PathOf("proc")} && exec chroot {tree.Path} /bin/busybox sh /cases/driver";
        Tool expected = Tool.Run("env", ["--default-signal", "unshare", "--mount", "--pid", "--fork", "sh", "-c", command], timeoutSeconds: 120);
        Assert.That(expected.Status, Is.Zero, expected.Error);
        Read(expected.Output, _linux);
    }

    [TestCaseSource(nameof(Commands))]
    public void A_command_prints_what_it_prints_on_Linux(string command)
    {
        Assert.That(_vela, Does.ContainKey(command), _trouble);
        string reason = Listed().GetValueOrDefault(command, "");
        if (reason == Same)
        {
            Assert.That(_vela[command], Is.EqualTo(_linux[command]));
        }
        else
        {
            Assert.That(_vela[command], Is.Not.EqualTo(_linux[command]), $"{Summary} says that it differs: {reason}");
        }
    }

    [Test]
    public void The_summary_lists_every_command() => Assert.That(Listed().Keys, Is.EqualTo(Commands()));

    private static Dictionary<string, string> Listed()
    {
        Dictionary<string, string> listed = [];
        foreach (string line in File.ReadLines(Repository.PathOf(Summary)))
        {
            Match row = Regex.Match(line, @"^\| `` (.*) `` \| (?:differs: )?(.*) \|$");
            if (row.Success)
            {
                listed.Add(row.Groups[1].Value.Replace(@"\|", "|", StringComparison.Ordinal), row.Groups[2].Value);
            }
        }

        return listed;
    }

    private static void Read(string output, Dictionary<string, string> into)
    {
        string[] commands = [.. Commands()];
        foreach (Match match in Regex.Matches(output, @"^@@ (\d+)\n(.*?\n)@= (\d+)\n", RegexOptions.Multiline | RegexOptions.Singleline))
        {
            int number = int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            into[commands[number - 1]] = $"{match.Groups[2].Value}status {match.Groups[3].Value}";
        }
    }

    private static string Tail(string text) => new StringBuilder(text, Math.Max(0, text.Length - 500), Math.Min(500, text.Length), 1024).ToString();
}
