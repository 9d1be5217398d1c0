using System.IO;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot.Programs;

/// <summary>What programs cannot do to the kernel, and what they may ask of it that needs the whole machine (issue 5, items 1, 3, 6 and 7; S-26).</summary>
[TestFixture]
[Category("Boot")]
internal sealed class BorderTests
{
    /// <summary>Each attempt of hostile.c ends as it must, in the signal or in nothing at all; what the log says of a fatal one is enough to look into it.</summary>
    [Test]
    public void Ring_0_stands_whatever_a_program_does_at_its_border()
    {
        using ProgramTree tree = new();
        tree.AddCompiled("src/User/Hostile/hostile.c", "-mno-red-zone");
        Tool run = tree.Boot(["/bin/hostile", "echo the kernel goes on", "vm check", "dmesg"], timeoutSeconds: 240);
        Match held = Regex.Match(run.Output, @"(?m)^(\d+) of (\d+) held$");
        Assert.Multiple(() =>
        {
            Assert.That(run.Status, Is.Zero, run.Error);
            Assert.That(held.Groups[1].Value, Is.Not.Empty.And.EqualTo(held.Groups[2].Value), run.Output);
            Assert.That(run.Output, Does.Contain("the kernel goes on\n"));
            Assert.That(run.Output, Does.Match(@"hostile\[\d+\]: ended by signal 11, code 1, at 0x7f8000000000, address 0x7f8000000000"));
            Assert.That(run.Output, Does.Match("  rax [0-9a-f]{16}  rbx [0-9a-f]{16}  rcx"));
        });
    }

    /// <summary>The state that an AVX-less processor keeps is smaller, and a frame that claims more is not loaded.</summary>
    [Test]
    public void A_processor_without_AVX_runs_programs_too()
    {
        using ProgramTree tree = new();
        tree.AddCompiled("src/User/Hostile/hostile.c", "-mno-red-zone");
        Tool run = tree.Boot(["/bin/hostile 'a frame with a bad XSAVE header'", "/bin/hostile 'a frame with a bad MXCSR'"], 120, "--qemu", "-cpu", "--qemu", "max,-avx,-avx2");
        Assert.That(run.Output, Is.EqualTo("held a frame with a bad XSAVE header\n1 of 1 held\nheld a frame with a bad MXCSR\n1 of 1 held\n"), run.Error);
    }

    /// <summary>The executive slept on what an ended process had left to be closed: the reader waited for the next tick of anything, up to seconds.</summary>
    [Test]
    public void What_an_ended_process_leaves_is_given_back_though_nobody_has_anything_to_do()
    {
        using ProgramTree tree = new();
        tree.AddCompiled("src/User/Leavings/leavings.c");
        Tool run = tree.Boot(["/bin/leavings 1000", "/bin/leavings 20000"], timeoutSeconds: 120);
        Assert.That(run.Status, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Match(@"\A\d+ ms to the end of the pipe\n\d+ ms to the end of the pipe\n\z"), run.Error);
    }

    [Test]
    public void What_a_process_has_open_has_names_in_dev()
    {
        using ProgramTree tree = new();
        tree.AddShells();
        File.WriteAllText(tree.PathOf("script"), """
            cat <(echo substituted) <(echo twice)
            echo in | cat /dev/stdin
            echo out >/dev/stdout
            echo error >/dev/stderr
            tee >(tr a-z A-Z) <<<word >/dev/null; sleep 0.2
            readlink /dev/fd
            """ + "\n");
        Tool run = tree.Boot(["PATH=/bin /bin/bash /script"], timeoutSeconds: 120);
        Assert.That(run.Output, Is.EqualTo("substituted\ntwice\nin\nout\nWORD\n/proc/self/fd\n"), run.Error);
        Assert.That(run.Error, Is.EqualTo("error\n"));
    }

    [Test]
    public void A_program_mounts_what_it_may()
    {
        using ProgramTree tree = new();
        tree.AddShells();
        using TemporaryDirectory directory = new();
        string disk = directory.File("disk");
        _ = directory.Write("tree/hello", "from the disk\n");
        _ = Tool.Read("mke2fs", "-q", "-F", "-t", "ext2", "-d", directory.File("tree"), disk, "8m");
        File.WriteAllText(tree.PathOf("script"), """
            mkdir /m /d /b
            mount -t tmpfs -o size=64k,noexec none /m && echo x >/m/file && grep ' /m ' /proc/mounts
            dd if=/dev/zero of=/m/large bs=1k count=100 2>&1 | grep -o 'No space left on device'
            mount -t ext2 -o ro /dev/sda /d && cat /d/hello && touch /d/new 2>&1 | grep -o 'Read-only file system'
            mount -o bind /d /b && cat /b/hello
            cd /m; umount /m 2>&1 | grep -o busy; cd /
            umount /b; umount /d; umount /m; ls /m /d /b; grep -c . /proc/mounts
            umount /m 2>&1 | grep -o 'Invalid argument'; mount -t nothing none /m 2>&1 | grep -o 'No such device'
            """ + "\n");
        Tool run = tree.Boot(["PATH=/bin /bin/busybox sh /script"], 120, "--disk", disk, "--append", "root=ram");
        Assert.That(run.Output, Is.EqualTo(
            "none /m tmpfs rw,noexec,relatime 0 0\nNo space left on device\nfrom the disk\nRead-only file system\nfrom the disk\nbusy\n/b:\n\n/d:\n\n/m:\n4\nInvalid argument\nNo such device\n"), run.Error);
    }
}
