using System;
using NUnit.Framework;
using Vela.Hal;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 2, the corners: which job is meant, statuses that are asked for late, leaving with stopped jobs, views that are stopped.</summary>
[TestFixture]
public sealed class JobControlTests
{
    private SimulatedMachine _machine = new();
    private SimulatedConsole _console = null!;
    private KernelTask<int> _shell;

    [SetUp]
    public void Open()
    {
        _machine = new SimulatedMachine();
        _console = new SimulatedConsole(_machine.Executive) { Kind = ConsoleKind.Dumb };
        _shell = new CommandShell(_machine.All with { Console = _console }).RunInteractive();
    }

    [TearDown]
    public void Collect()
    {
        if (_shell.IsCompleted)
        {
            _ = _machine.Executive.Run(_shell);
        }
    }

    [Test]
    public void A_status_can_be_asked_for_once_after_the_end_was_told()
    {
        Type("(sleep 1; exit 7) & id=$!\r");
        _machine.Executive.Pass(TimeSpan.FromSeconds(2));
        Type("\r");
        Assert.That(_console.Shown, Does.Contain("Done(7)"));
        Type("jobs; wait $id; echo first $?; wait $id; echo second $?\r");
        Assert.That(_console.Shown, Does.Contain("\nfirst 7\n").And.Contain("\nsecond 127\n"));
    }

    [Test]
    public void A_script_that_starts_many_jobs_keeps_their_statuses_and_not_the_jobs()
    {
        ShellRun run = _machine.Run("i=0; while [ $i -lt 50 ]; do (exit $i) & eval p$i=$!; i=$((i+1)); done; wait $p7; echo $?; wait $p49; echo $?; jobs | wc -l");
        Assert.That(run.Output, Is.EqualTo("7\n49\n0\n"));
    }

    [Test]
    public void Whichever_job_ends_next_can_be_waited_for()
    {
        ShellRun run = _machine.Run(
            "(sleep 3; exit 3) & (sleep 1; exit 1) & (sleep 2; exit 2) & last=$!; wait -n; echo $?; wait -n %1 $last; echo $?; wait -n; echo $?; wait -n; echo $?");
        Assert.That(run, Is.EqualTo(new ShellRun(0, "1\n2\n3\n127\n", "")));
        Assert.That(_machine.Run("(exit 5) & sleep 1; wait -n; echo $?; jobs").Output, Is.EqualTo("5\n"), "one that has ended already");
        Assert.That(_machine.Run("wait -n %4").Error, Is.EqualTo("wait: %4: no such job\n"));
    }

    [TestCase("wait %9", 127, "wait: %9: no such job\n")]
    [TestCase("wait 77", 127, "wait: process 77 is no job of this shell\n")]
    [TestCase("wait x", 2, "wait: x: neither a job nor a process (try: help wait)\n")]
    [TestCase("wait", 0, "")]
    [TestCase("jobs %3", 1, "jobs: %3: no such job\n")]
    [TestCase("fg", 1, "fg: there is no job\n")]
    [TestCase("sleep 1 & fg %1", 1, "fg: only a shell that somebody types at can do that\n")]
    public void What_is_no_job_is_refused(string line, int status, string error)
    {
        ShellRun run = _machine.Run(line);
        Assert.That((run.Status, run.Error), Is.EqualTo((status, error)));
    }

    [Test]
    public void The_job_stopped_last_is_the_current_one_and_fg_brings_it_back()
    {
        Type("sleep 100\r");
        Type("\u001a");
        _machine.Executive.Pass(TimeSpan.FromSeconds(1));
        Type("sleep 200 &\r");
        _console.Forget();
        Type("jobs\r");
        Assert.That(_console.Shown, Does.Contain("[1]+  Stopped").And.Contain("[2]-  Running"));
        Type("jobs -s; jobs -r; jobs -l %2\r");
        Assert.That(_console.Shown, Does.Match(@"\[2\]-  50\d+ +Running"));
        Type("fg\r");
        Type("\u0003");
        _console.Forget();
        Type("jobs %?200; jobs %sleep\r");
        Assert.That(_console.Shown.Split("[2]+"), Has.Length.EqualTo(3));
        Type("bg\r");
        Assert.That(_console.Shown, Does.Contain("bg: job 2 is in the background already"));
    }

    [Test]
    public void Leaving_with_stopped_jobs_takes_two_attempts_one_after_the_other([Values("exit\r", "\u0004")] string leave)
    {
        Type("sleep 100\r");
        Type("\u001a");
        Type(leave);
        Assert.That(_console.Shown, Does.Contain("there are stopped jobs"));
        Type("echo still here\r");
        Type(leave);
        Assert.That(_shell.IsCompleted, Is.False);
        Type(leave);
        Assert.That(_shell.IsCompleted, Is.True, _console.Shown);
    }

    [Test]
    public void A_line_that_is_given_up_says_so()
    {
        Type("echo nothing\u0003");
        Assert.That(_console.Shown, Does.Contain("echo nothing^C\n").And.Not.Contain("\nnothing"));
    }

    [Test]
    public void A_shell_inside_has_its_own_variables_and_gives_the_console_back()
    {
        Type("x=1; export y=2; cd /\r");
        Type("shell\r");
        Type("echo in $x $y; x=3\r");
        Type("sleep 100\r");
        Type("\u0003");
        Type("echo status $?; exit 4\r");
        Type("echo out $? $x\r");
        Assert.That(_console.Shown, Does.Contain("\nin 2\n").And.Contain("\nstatus 130\n").And.Contain("\nout 4 1\n"));
        Type("exit\r");
        Assert.That(_shell.IsCompleted, Is.True, _console.Shown);
    }

    [Test]
    public void A_shell_inside_runs_a_text_or_a_script_with_arguments()
    {
        _machine.Files.Put("/tmp/script", "echo $0 $1 $#; exit 5\n");
        Assert.That(_machine.Run("shell -c 'echo $0 $1; exit 3' name one; echo $?; cd /tmp; shell script a b; echo $?").Output,
            Is.EqualTo("name one\n3\nscript a 2\n5\n"));
        Assert.That(_machine.Run("shell").Error, Does.Contain("nobody types here"));
    }

    private void Type(string keys)
    {
        _console.Type(keys);
        _machine.Executive.RunSteps(2000);
    }
}
