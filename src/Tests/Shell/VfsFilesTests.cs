using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using NUnit.Framework;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;
using Vela.Tests.Fs;

namespace Vela.Tests.Shell;

/// <summary>The shell's commands on the real tree of files: in memory, and on a disk that answers late and out of order (issue 6; C-25, C-31, C-32).</summary>
[TestFixture]
internal sealed class VfsFilesTests
{
    private static IEnumerable<string> Scripts() =>
        typeof(FileCommandTests).GetMethod(nameof(FileCommandTests.A_script_prints_what_it_prints_on_the_host))!
            .GetCustomAttributes<TestCaseAttribute>()
            .Select(script => (string)script.Arguments[0]!);

    [TestCaseSource(nameof(Scripts))]
    public void Every_file_command_does_in_memory_what_it_does_on_the_host(string script)
    {
        using FileMachine machine = new();
        ShellRun expected = HostShell.Run("bash", FileCommandTests.Tree + script, "");
        ShellRun actual = Run(machine, "mkdir -p /tmp/work; cd /tmp/work; unset OLDPWD\n" + FileCommandTests.Tree + script, machine.Executive.Run);
        Assert.That((actual.Status, actual.Output), Is.EqualTo((expected.Status, expected.Output)), "ours said: " + actual.Error);
    }

    [TestCaseSource(nameof(Scripts))]
    public void Every_file_command_does_on_a_late_disk_what_it_does_on_the_host(string script)
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 1024), isLate: true);
        ShellRun expected = HostShell.Run("bash", FileCommandTests.Tree + script, "");
        ShellRun actual = Run(machine.Files, "mkdir -p /d/work; cd /d/work; unset OLDPWD\n" + FileCommandTests.Tree + script, machine.Run);
        Assert.That((actual.Status, actual.Output), Is.EqualTo((expected.Status, expected.Output)), "ours said: " + actual.Error);
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_reader_that_waits_for_the_disk_gets_what_was_written_before_the_cache_was_dropped()
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 4096), isLate: true);
        string made = Run(machine.Files, "seq 20000 > /d/f; cksum < /d/f", machine.Run).Output;
        machine.DropCaches();
        Assert.That(Run(machine.Files, "cksum < /d/f; ls -l /d | grep -c f$; find /d -name f", machine.Run).Output, Is.EqualTo(made + "1\n/d/f\n"));
    }

    [Test]
    public void A_directory_of_thousands_is_listed_whole()
    {
        using FileMachine machine = new();
        string output = Run(machine, "for i in $(seq 1300); do echo > /f$i; done; ls / | wc -l; ls / | sort -u | wc -l", machine.Executive.Run).Output;
        Assert.That(output, Is.EqualTo("1300\n1300\n"));
    }

    [Test]
    public void Odd_names_and_bytes_survive()
    {
        using FileMachine machine = new();
        ShellRun run = Run(machine, "printf 'a\\000b\\377\\n' > '/with blank'; cat '/with blank' | cksum; n=$(printf 'x\\377y'); echo 1 > \"/$n\"; ls / | cksum; rm \"/$n\"; ls /", machine.Executive.Run);
        ShellRun host = HostShell.Run("bash", "printf 'a\\000b\\377\\n' > 'with blank'; cat 'with blank' | cksum; n=$(printf 'x\\377y'); echo 1 > \"$n\"; LC_ALL=C ls | cksum; rm \"$n\"; ls", "");
        Assert.That(run.Output, Is.EqualTo(host.Output), run.Error);
    }

    [Test]
    public void A_full_file_system_says_so_and_takes_no_more()
    {
        using FileMachine machine = new();
        ShellRun run = Run(machine, "yes | head -c 8000000 > /big; echo $?; rm /big; echo small > /small; cat /small", machine.Executive.Run);
        Assert.That(run.Output, Is.EqualTo("1\nsmall\n"));
        Assert.That(run.Error, Does.Contain("No space left on device"));
    }

    [Test]
    public void File_systems_can_be_mounted_listed_and_unmounted()
    {
        using FileMachine machine = new();
        ShellRun run = Run(
            machine,
            "mkdir /m /n; mount -t tmpfs -o ro,nosuid,size=4k one /m; mount -o bind /m /n; echo x > /m/f; mount; umount /n; umount /m; mount | wc -l; umount /m; mount -t no x /m; umount /",
            machine.Executive.Run,
            new Source(machine));
        Assert.That(run.Output, Is.EqualTo(
            "none on / type tmpfs (rw,relatime)\none on /m type tmpfs (ro,nosuid,relatime)\none on /n type tmpfs (rw,relatime)\n1\n"));
        Assert.That(run.Error, Does.Contain("Read-only file system").And.Contain("Invalid argument").And.Contain("No such device"));
    }

    [Test]
    public void A_shell_whose_root_is_a_directory_never_leaves_it()
    {
        using FileMachine machine = new();
        _ = Run(machine, "mkdir /jail; echo secret > /secret; echo open > /jail/open; ln -s /secret /jail/out; ln -s ../secret /jail/up", machine.Executive.Run);
        OpenFile jail = machine.MustOpen("/jail", OpenFlags.Read | OpenFlags.Directory);
        DirectoryReference inside = jail.AsDirectory(machine.Root.Rights).Expect("it is a directory");
        PathContext before = machine.Context;
        machine.Context = new PathContext(machine.Vfs, inside, inside, Credentials.Kernel);
        ShellRun run = Run(machine, "cat /open /out /up /../secret; cd ..; pwd; ls", machine.Executive.Run);
        Assert.That(run.Output, Is.EqualTo("open\n/\nopen\nout\nup\n"));
        machine.Context = before;
        jail.Close();
    }

    private static ShellRun Run(FileMachine machine, string script, Func<KernelTask<int>, int> run, IFileSystemSource? source = null)
    {
        CaptureStream output = new();
        CaptureStream error = new();
        VfsFiles files = new(machine.Vfs, machine.Context, new FileWaits(machine.Executive, machine.Pages), source);
        ShellAuthority authority = new(machine.Executive, new SimulatedMachine()) { Files = files };
        int status = run(new CommandShell(authority).RunScript(script, "test", [], new TextSource(default), output, error));
        return new ShellRun(status, Encoding.UTF8.GetString(output.Captured.Span), Encoding.UTF8.GetString(error.Captured.Span));
    }

    private sealed class Source(FileMachine machine) : IFileSystemSource
    {
        public KernelTask<Result<FileSystem>> Open(string type, string source, string options, MountFlags flags) => type == "tmpfs" && options == "size=4k"
            ? new(new TmpFileSystem(machine.Memory, machine.Account, new DeviceNumber(0, 9), machine) { Source = source })
            : new(Errno.NoDevice);
    }
}
