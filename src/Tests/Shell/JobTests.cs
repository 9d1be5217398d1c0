using System;
using NUnit.Framework;
using Vela.Hal;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 2: background jobs, Ctrl-C and Ctrl-Z.</summary>
[TestFixture]
public sealed class JobTests
{
    private SimulatedMachine _machine = new();
    private SimulatedConsole _console = null!;
    private KernelTask<int> _shell;

    [SetUp]
    public void Open()
    {
        _machine = new SimulatedMachine();
        _console = new SimulatedConsole(_machine.Executive);
        _shell = new CommandShell(_machine.All with { Console = _console }).RunInteractive();
    }

    [Test]
    public void A_stopped_job_lets_the_shell_go_on_and_can_be_brought_back()
    {
        Type("yes > /dev/null\r");
        Type("\u001a");
        Assert.That(_console.Shown, Does.Contain("[1]+  Stopped"));
        Type("echo $?; jobs\r");
        Assert.That(_console.Shown, Does.Contain("\n148\n").And.Contain("yes > /dev/null"));
        Type("bg\r");
        Type("jobs\r");
        Assert.That(_console.Shown, Does.Contain("[1]+  Running"));
        Type("fg %1\r");
        Type("\u0003");
        Type("echo $?\r");
        Assert.That(_console.Shown, Does.Contain("\n130\n"));
        Leave(0);
    }

    [Test]
    public void A_job_stopped_by_hand_does_nothing_until_it_is_resumed()
    {
        _machine.Files.PutDirectory("/tmp");
        Type("(sleep 1; echo done > /tmp/flag; sleep 1; echo twice > /tmp/flag) &\r");
        Type("kill -STOP %1\r");
        _machine.Executive.Pass(TimeSpan.FromSeconds(5));
        Assert.That(_machine.Files.Text("/tmp/flag"), Is.Null);
        Type("kill -CONT %1\r");
        Assert.That(_machine.Files.Text("/tmp/flag"), Is.EqualTo("done\n"));
        _machine.Executive.Pass(TimeSpan.FromSeconds(5));
        Assert.That(_machine.Files.Text("/tmp/flag"), Is.EqualTo("twice\n"));
        Type("\r");
        Assert.That(_console.Shown, Does.Contain("[1]+  Done"));
        Leave(0);
    }

    [Test]
    public void An_interrupted_line_runs_nothing_more([Values("sleep 100; echo never", "while :; do :; done; echo never", "yes | cat > /dev/null; echo never")] string line)
    {
        Type(line + "\r");
        _console.Type("\u0003");
        _machine.Executive.RunUntilIdle();
        Type("echo status $?\r");
        Assert.That(_console.Shown, Does.Contain("\nstatus 130\n").And.Not.Contain("\nnever"));
        Leave(0);
    }

    [Test]
    public void A_trapped_interruption_runs_the_trap_and_the_script_goes_on()
    {
        Type("trap 'echo trapped' INT; f() { sleep 100; echo on; }; f\r");
        Type("\u0003");
        Assert.That(_console.Shown, Does.Contain("\ntrapped\n"));
        Leave(0);
    }

    [Test]
    public void Unfinished_lines_are_continued_and_wrong_ones_explained()
    {
        Type("for i in 1 2\r");
        Assert.That(_console.Shown, Does.EndWith("> "));
        Type("do echo n$i\r");
        Type("done\r");
        Assert.That(_console.Shown, Does.Contain("\nn1\nn2\n"));
        Type("echo )\r");
        Assert.That(_console.Shown, Does.Contain("vela:1:6: unexpected ')'\n"));
        Leave(2);
    }

    [Test]
    public void A_job_is_killed_by_number_and_its_end_reported()
    {
        Type("sleep 1000 &\r");
        Assert.That(_console.Shown, Does.Contain("[1] "));
        Type("kill %1; wait %1; echo $?\r");
        Assert.That(_console.Shown, Does.Contain("\n143\n"));
        Leave(0);
    }

    [Test]
    public void Shells_nest_ten_deep_and_exit_ten_times()
    {
        // S-39: a script that starts itself stands for the nested shell.
        _machine.Files.Put("/bin/nest", "#!/bin/sh\nif [ $1 -gt 0 ]; then nest $(($1-1)); echo back $1; else echo deep; fi; exit $1\n", 0x1ED);
        Type("nest 10; echo $?\r");
        Assert.That(_console.Shown, Does.Contain("deep\nback 1\nback 2\nback 3\nback 4\nback 5\nback 6\nback 7\nback 8\nback 9\nback 10\n10\n"));
        Leave(0);
    }

    private void Type(string keys)
    {
        _console.Type(keys);
        // A command in an endless loop never lets the machine be idle: a bounded number of steps stands for a while.
        _machine.Executive.RunSteps(2000);
    }

    private void Leave(int status)
    {
        Type("exit\r");
        Assert.That(_shell.IsCompleted, Is.True, _console.Shown);
        Assert.That(_machine.Executive.Run(_shell), Is.EqualTo(status));
    }
}
