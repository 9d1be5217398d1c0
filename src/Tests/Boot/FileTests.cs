using System.IO;
using System.Linq;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>Files in the running system (issue 6): the tree of --files, disks, standard input.</summary>
[TestFixture]
[Category("Boot")]
internal sealed class FileTests
{
    /// <summary>Prints kind, name and checksum of everything, the same way in Vela's shell and in the host's.</summary>
    private const string Describe =
        "find . -type f | sort | while IFS= read -r f; do cksum \"$f\"; done; find . -type d | sort; find . -type l | sort | while IFS= read -r f; do echo \"$f\"; cat \"$f\" | cksum; done 2>/dev/null";

    private const string MakeTree = """
        mkdir -p sub/deep/er 'with blank' empty
        printf '' > zero; printf x > one
        for n in 4095 4096 4097 65537; do head -c $n /dev/urandom > sub/f$n; done
        head -c 3000000 /dev/urandom > sub/deep/large
        echo blank > 'with blank/a  b'; echo quote > "it's"; echo star > '*'; echo umlaut > 'ä€'
        echo dash > ./-dash; ln -s one link; ln -s sub/deep dir-link; ln -s /nowhere dangling; ln sub/f4096 hard
        head -c 200 /dev/zero | tr '\0' n > "$(head -c 255 /dev/zero | tr '\0' l)"
        """;

    private static string Script => Repository.PathOf("build/run");

    [TestCase("--machine", "pc")]
    [TestCase("--iso")]
    [TestCase("--uefi")]
    public void The_tree_given_is_at_the_root_byte_for_byte(params string[] options)
    {
        using TemporaryDirectory directory = new();
        string tree = Make(directory, MakeTree);
        string expected = OnHost(tree, Describe);
        Tool run = Run([.. options, "--files", directory.Path, "--exec", "cd /t; " + Describe]);
        Assert.That(run.Status, Is.Zero, run.Error);
        Assert.That(run.Output, Is.EqualTo(expected));
    }

    [Test]
    public void Ten_thousand_small_files_are_there()
    {
        using TemporaryDirectory directory = new();
        string tree = Make(directory, "for d in $(seq 100); do mkdir $d; (cd $d; for f in $(seq 100); do echo $d $f > $f; done); done");
        const string Count = "find . -type f | wc -l; find . -type f | sort | while read -r f; do cat $f; done | cksum";
        string expected = OnHost(tree, "find . -type f | wc -l; find . -type f | sort | xargs cat | cksum");
        Tool run = Run("--files", directory.Path, "--exec", "cd /t; " + Count);
        Assert.That((run.Output, run.Status), Is.EqualTo((expected, 0)), run.Error);
    }

    [Test]
    public void A_tree_of_two_hundred_megabytes_is_there_or_the_machine_says_what_it_lacks()
    {
        using TemporaryDirectory directory = new();
        string tree = Make(directory, "for f in 1 2 3 4; do head -c 50000000 /dev/urandom > $f; done");
        string expected = OnHost(tree, "wc -c 1 2 3 4; tail -c 1000 4 | cksum");
        Tool run = Run("--files", directory.Path, "--exec", "cd /t; wc -c 1 2 3 4; tail -c 1000 4 | cksum");
        Assert.That((run.Output, run.Status), Is.EqualTo((expected, 0)), run.Error);
        run = Run("--memory", "300", "--files", directory.Path, "--exec", "ls /t");
        Assert.That(run.Status, Is.EqualTo(125));
        Assert.That(run.Error, Does.Contain("not enough memory for the files"));
    }

    [Test]
    public void Files_can_be_written_and_what_is_mounted_is_told()
    {
        Tool run = Run("--exec", "mkdir -p /a/b; seq 10000 > /a/b/f; wc -l /a/b/f; mv /a/b/f /a/g; cp /a/g /tmp/h; cksum < /tmp/h; rm -r /a; ls /; cat /proc/mounts; df | wc -l");
        Assert.That(run.Output, Is.EqualTo(
            "10000 /a/b/f\n" + OnHost("/", "seq 10000 | cksum")
            + "dev\nproc\ntmp\nrootfs / tmpfs rw,relatime 0 0\nnone /dev devtmpfs rw,relatime 0 0\nnone /proc proc rw,relatime 0 0\nnone /dev/pts devpts rw,relatime 0 0\n5\n"), run.Error);
    }

    [Test]
    public void Devices_and_the_machine_s_own_files_read_as_they_should()
    {
        Tool run = Run("--exec",
            "head -c 4 /dev/zero | hexdump -C | head -n 1; head -c 16 /dev/urandom | wc -c; cat /dev/null | wc -c; echo x > /dev/full; echo $?; "
            + "for f in version cmdline uptime meminfo mm interrupts stat gc kmsg filesystems; do [ -n \"$(cat /proc/$f)\" ] || echo $f is empty; done; "
            + "grep -c '^MemTotal: [0-9]* kB$' /proc/meminfo");
        Assert.That(run.Output, Is.EqualTo("00000000  00 00 00 00                                       |....|\n16\n0\n1\n1\n"), run.Error);
    }

    [TestCase("echo hi", "cat", "hi\n")]
    [TestCase("true", "cat; echo end", "end\n")]
    [TestCase("printf 'no newline'", "cat", "no newline")]
    [TestCase("printf '\\020\\004\\020\\020\\000\\377'", "hexdump -C | head -n 1", "00000000  10 04 10 10 00 ff                                 |......|\n")]
    [TestCase("(echo one; sleep 1; echo two)", "while read line; do echo got $line; done", "got one\ngot two\n")]
    [TestCase("seq 30000", "wc -c", "168894\n")]
    [TestCase("seq 30000", "head -n 1", "1\n")]
    public void What_is_piped_in_reaches_the_command_and_has_an_end(string input, string command, string output)
    {
        Tool run = Tool.Run("bash", ["-c", $"{input} | {Script} --exec '{command}'"], timeoutSeconds: 120);
        Assert.That((run.Output, run.Status), Is.EqualTo((output, 0)), run.Error);
    }

    [TestCase("pc", "1024")]
    [TestCase("pc", "4096")]
    [TestCase("q35", "4096")]
    public void A_disk_with_ext2_is_the_root_and_is_left_clean(string machine, string blockSize)
    {
        using TemporaryDirectory directory = new();
        string tree = Make(directory, MakeTree);
        string disk = directory.File("disk");
        _ = Tool.Read("mke2fs", "-q", "-F", "-t", "ext2", "-b", blockSize, "-d", tree, disk, "64m");
        string expected = OnHost(tree, Describe);
        Tool run = Run("--machine", machine, "--disk", disk, "--exec",
            "rmdir /lost+found; " + "cd /; mount | grep -c '^/dev/sda on / type ext2'; "
            + "mkdir -p /made/x; seq 100000 > /made/x/seq; mv /sub/f4097 /made; rm /one; ln -s x/seq /made/link; for i in $(seq 200); do echo $i > /made/x/$i; done; "
            + "cat '/with blank/a  b'; cksum < /sub/deep/large");
        Assert.That(run.Status, Is.Zero, run.Error);
        Assert.That(run.Output, Is.EqualTo("1\nblank\n" + OnHost(tree, "cksum < sub/deep/large")), run.Error);
        CheckDisk(disk);
        string sequence = directory.File("sequence");
        _ = Tool.Read("debugfs", "-R", "dump /made/x/seq " + sequence, disk);
        Assert.That(File.ReadAllText(sequence), Is.EqualTo(string.Concat(Enumerable.Range(1, 100000).Select(i => $"{i}\n"))));

        // And once more: what the first run wrote is read by the second, and by the host.
        run = Run("--machine", machine, "--disk", disk, "--exec", "ls /made/x | wc -l; cksum < /made/f4097; cat /made/x/200; rm -r /made; ls /made");
        Assert.That(run.Output, Is.EqualTo("201\n" + OnHost(tree, "cksum < sub/f4097") + "200\n"), run.Error);
        CheckDisk(disk);
        Assert.That(expected, Is.Not.Empty);
    }

    [Test]
    public void Root_can_be_memory_though_there_is_a_disk_which_can_then_be_mounted()
    {
        using TemporaryDirectory directory = new();
        string disk = directory.File("disk");
        _ = Tool.Read("mke2fs", "-q", "-F", "-t", "ext2", disk, "8m");
        string tree = Make(directory, "echo given > file");
        Tool run = Run("--disk", disk, "--files", tree, "--append", "root=ram", "--exec",
            "cat /file; mkdir /m; mount /dev/sda /m; echo x > /m/y; head -c 1082 /dev/sda | tail -c 2 | hexdump -C | head -n 1; umount /m; ls /m; mount -o ro /dev/sda /m; cat /m/y; echo z > /m/y");
        Assert.That(run.Output, Is.EqualTo("given\n00000000  53 ef                                             |S.|\nx\n"), run.Error);
        Assert.That(run.Error, Does.Contain("Read-only file system"));
        CheckDisk(disk);
    }

    [TestCase("halt")]
    [TestCase("reboot")]
    public void The_disk_is_clean_after(string command)
    {
        using TemporaryDirectory directory = new();
        string disk = directory.File("disk");
        _ = Tool.Read("mke2fs", "-q", "-F", "-t", "ext2", disk, "8m");
        _ = Run("--disk", disk, "--exec", "seq 10000 > /f; " + command);
        CheckDisk(disk);
        Assert.That(Tool.Read("debugfs", "-R", "cat /f", disk), Does.StartWith("1\n2\n").And.EndsWith("9999\n10000\n"));
    }

    private static void CheckDisk(string disk)
    {
        Tool check = Tool.Run("e2fsck", ["-fn", disk]);
        Assert.That(check.Status, Is.Zero, check.Output);
        Assert.That(Tool.Read("dumpe2fs", "-h", disk), Does.Match(@"Filesystem state:\s+clean\n"));
    }

    /// <summary>Makes a tree below the directory, in t.</summary>
    private static string Make(TemporaryDirectory directory, string script)
    {
        string tree = Directory.CreateDirectory(directory.File("t")).FullName;
        Tool made = Tool.Run("bash", ["-ec", script], tree);
        Assert.That(made.Status, Is.Zero, made.Error);
        return tree;
    }

    private static string OnHost(string directory, string script)
    {
        Tool run = Tool.Run("bash", ["-c", "export LC_ALL=C; " + script], directory);
        Assert.That(run.Status, Is.Zero, run.Error);
        return run.Output;
    }

    private static Tool Run(params string[] options) => Tool.Run(Script, options, timeoutSeconds: 180);
}
