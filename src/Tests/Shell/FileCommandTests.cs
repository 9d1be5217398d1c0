using NUnit.Framework;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 3: the commands for files do what the host's programs of the same name do.</summary>
[TestFixture]
public sealed class FileCommandTests
{
    internal const string Tree = "mkdir -p d/e f; echo one > d/a; printf 'two\\nlines\\n' > d/e/b; echo three > f/c; ln -s a d/link; touch d/.hidden\n";

    [TestCase("ls; ls d; ls -a d | tail -n +3; ls -A d; ls d/a f; ls -d d f; ls -1r d; ls nosuch 2>/dev/null; echo $?")]
    [TestCase("ls -F d; ls -R")]
    [TestCase("cat d/a d/e/b; cat -n d/e/b; cat - d/a < f/c; cat nosuch d/a 2>/dev/null; echo $?")]
    [TestCase("cp d/a x; cat x; cp d/a f/c f2 2>/dev/null; echo $?; cp d/a f/c d/e; cat d/e/a d/e/c; cp d x 2>/dev/null; echo $?")]
    [TestCase("cp -r d g; find g | sort; cat g/e/b; cp d/a d/a 2>/dev/null; echo $?")]
    [TestCase("mv d/a x; ls d; mv x f; ls f; mv f/x f/c d/e; ls f d/e; mv nosuch y 2>/dev/null; echo $?")]
    [TestCase("rm d/a; ls d; rm d 2>/dev/null; echo $?; rm -r d; ls; rm -f nosuch; echo $?; rm nosuch 2>/dev/null; echo $?")]
    [TestCase("mkdir d 2>/dev/null; echo $?; mkdir -p d/x/y/z d; ls -R d/x; rmdir d/x/y/z; rmdir d 2>/dev/null; echo $?; mkdir no/such 2>/dev/null; echo $?")]
    [TestCase("find d | sort; find d -type f | sort; find . -name '[ab]' | sort; find d -maxdepth 1 -type d; find d f -name c; find nosuch 2>/dev/null; echo $?")]
    [TestCase("find . -size +5c -type f | sort; find . -path './d/*' -name b")]
    [TestCase("seq 20 | head -n 3; seq 20 | head -n 15 | tail -n 2; seq 5 | tail -n +4; head -n 1 d/a f/c; head -c 3 d/a; seq 20 | head | tail -n 1")]
    [TestCase("seq 20 | head -3; seq 20 | tail -2; seq 20 | tail -12 | head -1; seq 5 | head -n -2; seq 5 | head -n-9; seq 3 | head -0")]
    [TestCase("wc d/a d/e/b; wc -l < d/e/b; printf 'a b\\nc' | wc -w; printf 'é' | wc -m; wc -c d/a")]
    [TestCase("printf 'b\\na\\nB\\n10\\n9\\n\\n' > s; sort s; sort -r s; sort -n s; sort -u s s; printf 'x 3\\ny 1\\nz 2\\n' | sort -k 2; printf 'a:2\\nb:1\\n' | sort -t : -k 2 -n")]
    [TestCase("printf 'a\\na\\nb\\na\\n' | uniq; printf 'a\\na\\nb\\n' | uniq -c; printf 'a\\na\\nb\\n' | uniq -d; printf 'a\\na\\nb\\n' | uniq -u")]
    [TestCase("grep o d/a f/c; grep -c e d/a f/c; grep -v one d/a; echo $?; grep -n t d/e/b; grep -l one d/a f/c; grep -q two d/e/b; echo $?; grep -i ONE d/a; grep -F . d/a; grep -x one d/a")]
    [TestCase("grep x nosuch 2>/dev/null; echo $?; grep -h e d/a f/c; printf 'a.b\\naxb\\n' | grep -F a.b; printf 'abc\\n' | grep '^a.c$'")]
    [TestCase("echo hi | tee t1 t2; cat t1 t2; echo more | tee -a t1 >/dev/null; cat t1")]
    [TestCase("basename /a/b/c.txt .txt; basename /; basename a/; dirname /a/b/c; dirname a; dirname /a; dirname /; dirname a/b/")]
    [TestCase("seq 3; seq 2 4; seq 5 -2 1; seq 3 1; seq 1 0; echo $?")]
    [TestCase("cd d; pwd | grep -c 'd$'; cat a; cd ..; cat d/a; cd d/e/..; cat a; cd - >/dev/null; ls")]
    [TestCase("ln d/a hard; echo changed > hard; cat d/a; ln -s nowhere broken; cat broken 2>/dev/null; echo $?; [ -h broken ] && echo link; [ -e broken ] || echo dangling; ln -sf d/a broken; cat broken")]
    [TestCase("touch n; [ -f n ] && echo made; touch -c none; [ -e none ] || echo none; [ d/a -ef d/link ] && echo same")]
    [TestCase("printf 'hello world, this is a longer line\\n\\001\\377' | hexdump -C; printf '%64s' '' | hexdump -C; echo abcdefgh > h; hexdump -C -s 2 -n 3 h; printf '' | hexdump -C")]
    [TestCase("env -i A=1 env 2>/dev/null | sort | head -n 0; A=1 env | grep '^A='; env B=2 env | grep '^B='")]
    [TestCase("yes no | head -n 2; yes | head -n 1")]
    [TestCase("cksum d/a d/e/b; printf '' | cksum; seq 5000 | cksum")]
    public void A_script_prints_what_it_prints_on_the_host(string script)
    {
        ShellRun expected = HostShell.Run("bash", Tree + script, "");
        SimulatedMachine machine = new();
        machine.Files.PutDirectory("/tmp/work");
        ShellRun actual = machine.Run("cd /tmp/work; unset OLDPWD\n" + Tree + script);
        Assert.That((actual.Status, actual.Output), Is.EqualTo((expected.Status, expected.Output)), "ours said: " + actual.Error);
    }

    [Test]
    public void Long_listings_show_mode_links_size_time_and_target()
    {
        SimulatedMachine machine = new();
        machine.Files.Put("/d/program", "12345", 0x1ED);
        ShellRun run = machine.Run("ln -s program /d/link; mkdir /d/sub; ls -l /d; stat /d/program");
        Assert.That(run.Output, Does.Match(
            "^lrwxrwxrwx|lrw-r--r-- .*link -> program\n-rwxr-xr-x 1 5 2026-11-21 12:00 program\ndrwxr-xr-x . 0 2026-11-21 12:00 sub\n"));
        Assert.That(run.Output, Does.Contain("Size: 5 ").And.Contain("Mode: 0755 (-rwxr-xr-x)"));
    }

    [Test]
    public void A_filter_in_the_middle_of_nothing_but_work_can_be_interrupted()
    {
        SimulatedMachine machine = new();
        machine.Files.Put("/big", new string('x', 200_000));
        ShellRun run = machine.Run("yes | cat | cat | head -n 1000 | wc -l; cat /big | wc -c; cat /big | head -c 5");
        Assert.That((run.Status, run.Output), Is.EqualTo((0, "   1000\n 200000\nxxxxx")).Or.EqualTo((0, "1000\n200000\nxxxxx")));
    }

    [Test]
    public void Du_and_df_add_up()
    {
        SimulatedMachine machine = new();
        machine.Files.Put("/d/a", new string('x', 3000));
        machine.Files.Put("/d/e/b", new string('x', 1000));
        Assert.That(machine.Run("du /d; du -s /d; du -sh /d").Output, Is.EqualTo("1\t/d/e\n4\t/d\n4\t/d\n4.0 KiB\t/d\n"));
        Assert.That(machine.Run("df").Output, Does.Contain("none             1.0 MiB     256 KiB     768 KiB").And.Contain("25 %  /\n"));
    }

    [TestCase("750", "0750 (-rwxr-x---)")]
    [TestCase("u-w,go=rx", "0455 (-r--r-xr-x)")]
    [TestCase("+x", "0755 (-rwxr-xr-x)")]
    [TestCase("a=r", "0444 (-r--r--r--)")]
    [TestCase("o+w,o-r", "0642 (-rw-r---w-)")]
    public void Permissions_are_changed_and_a_copy_has_them(string mode, string shown)
    {
        ShellRun run = new SimulatedMachine().Run($"echo x > a; chmod {mode} a; cp a b; stat b | grep Mode");
        Assert.That(run, Is.EqualTo(new ShellRun(0, $"  Mode: {shown}\n", "")));
    }

    [Test]
    public void What_is_moved_to_another_file_system_is_copied_as_a_whole_with_its_times_and_gone_here()
    {
        SimulatedMachine machine = new();
        machine.Files.Put("/d/a", "one");
        machine.Files.Put("/d/e/b", "two");
        machine.Files.PutDirectory("/other");
        machine.Files.Elsewhere = "/other";
        _ = machine.Executive.Run(machine.Files.SetModified("/d/e/b", new System.DateTime(2001, 2, 3, 4, 5, 0, System.DateTimeKind.Utc)));
        ShellRun run = machine.Run("ln -s a /d/link; mv -v /d /other; find /other | sort; ls -l /other/d/e; ls /d");
        Assert.That(run.Output, Does.StartWith("'/d' -> '/other/d'\n").And.Contain("/other\n/other/d\n/other/d/a\n/other/d/e\n/other/d/e/b\n/other/d/link\n"));
        Assert.That(run.Output, Does.Contain("2001-02-03 04:05 b"));
        Assert.That(run.Error, Is.EqualTo("ls: /d: No such file or directory\n"));
    }

    [TestCase("cp /d/a /x", "2001-02-03", ExpectedResult = false)]
    [TestCase("cp -p /d/a /x", "2001-02-03", ExpectedResult = true)]
    [TestCase("cp -a /d /x", "2001-02-03", ExpectedResult = true)]
    public bool Times_are_kept_where_that_is_wanted(string line, string date)
    {
        SimulatedMachine machine = new();
        machine.Files.Put("/d/a", "one");
        _ = machine.Executive.Run(machine.Files.SetModified("/d/a", new System.DateTime(2001, 2, 3, 4, 5, 0, System.DateTimeKind.Utc)));
        return machine.Run(line + "; ls -lR /x").Output.Contains(date, System.StringComparison.Ordinal);
    }

    [Test]
    public void A_copy_of_many_files_shows_how_far_all_of_it_is()
    {
        SimulatedMachine machine = new();
        for (int i = 0; i < 10; i++)
        {
            machine.Files.Put("/d/" + i, new string('x', 1000));
        }

        SimulatedConsole console = new(machine.Executive) { Kind = ConsoleKind.Dumb };
        _ = new CommandShell(machine.All with { Console = console, Clock = new SteppingClock(System.TimeSpan.FromSeconds(0.7)) }).RunInteractive();
        machine.Executive.RunUntilIdle();
        console.Type("cp -r /d /e; cp nothing /e; ls /e | wc -l\r");
        machine.Executive.RunUntilIdle();
        Assert.That(console.Shown, Does.Contain("\rcp  50 %  4.9 KiB  ").And.Match(@"/s  [\d.]+ s left").And.Contain("cp: nothing: No such file or directory\n"));
        Assert.That(console.Shown, Does.Match(@"\n *10\nvela:/\$ $"));
    }

    [TestCase("chmod 888 a", "chmod: '888' is no mode (try: help chmod)\n")]
    [TestCase("chmod u*x a", "chmod: 'u*x' is no mode (try: help chmod)\n")]
    [TestCase("chmod 77777 a", "chmod: '77777' is no mode (try: help chmod)\n")]
    [TestCase("chmod 755 b", "chmod: b: No such file or directory\n")]
    [TestCase("ls --all", "ls: unknown option '--all' (try: help ls)\n")]
    public void What_cannot_be_done_is_refused(string line, string error) =>
        Assert.That(new SimulatedMachine().Run("echo x > a; " + line).Error, Is.EqualTo(error));
}
