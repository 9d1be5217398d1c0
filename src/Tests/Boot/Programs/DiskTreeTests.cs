using System.IO;
using System.Linq;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot.Programs;

/// <summary>Issue 6: whole trees on ext2 disks, made here and read there, and a Debian that runs from its disk.</summary>
[TestFixture]
[Category("Boot")]
[Category("Long")]
internal sealed class DiskTreeTests
{
    private const string Size = "10000 2048";
    private const int LimitSeconds = 1500;

    [Test]
    public void Ten_thousand_files_that_Vela_made_are_read_by_debugfs_byte_for_byte()
    {
        using ProgramTree tree = Base();
        using TemporaryDirectory directory = new();
        string disk = MakeDisk(directory, tree.Path);
        Tool run = Boot(directory, disk, $"/bin/tree make /t {Size}", $"/bin/tree check /t {Size}");
        Assert.That(run.Output, Does.Contain("made: 10000 files").And.Contain("right: 10000 files"), run.Error);
        AssertClean(disk);
        string dump = Directory.CreateDirectory(directory.File("dump")).FullName;
        _ = Must("debugfs", ["-R", $"rdump /t {dump}", disk]);
        Assert.That(Check(tree, Path.Combine(dump, "t")), Does.StartWith("right: 10000 files"));
    }

    [Test]
    public void Ten_thousand_files_that_Linux_made_are_read_by_Vela_byte_for_byte()
    {
        using ProgramTree tree = Base();
        using TemporaryDirectory directory = new();
        _ = Directory.CreateDirectory(tree.PathOf("t"));
        _ = Must(tree.PathOf("bin/tree"), ["make", tree.PathOf("t"), .. Size.Split(' ')]);
        string disk = MakeDisk(directory, tree.Path);
        Tool run = Boot(directory, disk, $"/bin/tree check /t {Size}");
        Assert.That(run.Output, Does.Contain("right: 10000 files"), run.Error);
        AssertClean(disk);
    }

    [Test]
    public void A_Debian_userland_runs_from_its_disk_and_tar_takes_usr_there_and_back()
    {
        using TemporaryDirectory directory = new();
        Tool made = Tool.Run("sh", [ProgramTree.SourceOf("userland.sh"), directory.Path], timeoutSeconds: LimitSeconds);
        Assert.That(made.Status, Is.Zero, made.Error);
        string disk = MakeDisk(directory, directory.File("root"));
        string[] lines =
        [
            "bash --version | head -n 1; ls / | sort | grep -x usr; sed -n s/root:x/ROOT/p /etc/passwd | awk -F: '{ print $1 }'; find /etc -maxdepth 1 -name passwd",
            "perl -e 'print join(q(,), map { $_ * $_ } 1 .. 5), qq(\\n)'; dpkg -l | awk '/^ii/' | wc -l; dpkg -l bash | tail -n 1",
            "set -e; mkdir /root/x; tar -C / -cf /root/usr.tar usr; tar -C /root/x -xf /root/usr.tar; rm /root/usr.tar",
            "for d in /usr /root/x/usr; do cd $d; find . -type f | sort | xargs -d '\\n' sha256sum > /root/sums; test -s /root/sums; sha256sum /root/sums; gzip -c /root/sums | gzip -dc | cmp - /root/sums; done",
        ];
        File.WriteAllLines(directory.File("root-script"), lines);
        _ = Must("debugfs", ["-w", "-R", $"write {directory.File("root-script")} script", disk]);
        Tool run = Boot(directory, disk, "/bin/bash -c 'export PATH=/usr/bin:/usr/sbin LC_ALL=C HOME=/root; . /script; sync'");
        TestContext.Out.WriteLine(run.Output);
        string[] seen = run.Output.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(seen[0], Does.StartWith("GNU bash"), run.Error);
            Assert.That(seen[1..4], Is.EqualTo(new[] { "usr", "ROOT", "/etc/passwd" }));
            Assert.That(seen.SkipWhile(line => !line.StartsWith("1,4,9", System.StringComparison.Ordinal)).First(), Is.EqualTo("1,4,9,16,25"));
            Assert.That(run.Output, Does.Match(@"(?m)^ii +bash "));
            string[] sums = [.. seen.Where(line => line.EndsWith("/root/sums", System.StringComparison.Ordinal))];
            Assert.That(sums, Has.Length.EqualTo(2));
            Assert.That(sums.Distinct().Count(), Is.EqualTo(1), "the tree is what it was");
        });
        AssertClean(disk);
    }

    private static ProgramTree Base()
    {
        ProgramTree tree = new();
        tree.AddCompiled("src/User/Tree/tree.c");
        return tree;
    }

    private static string MakeDisk(TemporaryDirectory directory, string contents)
    {
        string disk = directory.File("disk.img");
        _ = Must("mke2fs", ["-q", "-t", "ext2", "-b", "4096", "-N", "40000", "-d", contents, disk, "4G"]);
        return disk;
    }

    private static Tool Boot(TemporaryDirectory directory, string disk, params string[] lines)
    {
        string script = directory.Write("lines", string.Join('\n', lines) + "\n");
        return Tool.Run(Repository.PathOf("build/run"), ["--disk", disk, "--timeout", $"{LimitSeconds}", "--script", script], timeoutSeconds: LimitSeconds + 60);
    }

    private static string Check(ProgramTree tree, string path) => Must(tree.PathOf("bin/tree"), ["check", path, .. Size.Split(' ')]);

    private static string Must(string program, params string[] arguments)
    {
        Tool run = Tool.Run(program, arguments, timeoutSeconds: LimitSeconds);
        Assert.That(run.Status, Is.Zero, run.Error);
        return run.Output;
    }

    private static void AssertClean(string disk) => _ = Must("e2fsck", ["-fn", disk]);
}
