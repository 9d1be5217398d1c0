using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Shell;
using Vela.Tests.Linux;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 3: the commands that look at processes, their memory and their capabilities, on a machine with one process.</summary>
[TestFixture]
internal sealed class ProcessCommandTests
{
    private LinuxMachine _linux = null!;
    private SimulatedMachine _machine = null!;
    private ShellAuthority _authority = null!;
    private int _id;

    [SetUp]
    public void Start()
    {
        _linux = new LinuxMachine();
        _machine = new SimulatedMachine();
        _ = _linux.Launch();
        _id = _linux.Container.CopyNumbers()[0];
        _authority = _machine.All with { Processes = _linux.Container, Machine = _linux.Container };
    }

    [TearDown]
    public void End() => _linux.Dispose();

    [Test]
    public void Processes_are_listed_all_or_by_number()
    {
        string[] lines = Run("ps").Output.Split('\n');
        Assert.That(lines[0], Is.EqualTo("  PID  PPID S  NI THR      SIZE  RESIDENT  COMMITTED      TIME  COMMAND"));
        Assert.That(lines[1], Does.Match($@"^ *{_id} .* program$"));
        Assert.That(Run("ps " + _id).Output, Is.EqualTo(Run("ps").Output));
        Assert.That(Run("ps 99"), Is.EqualTo(new ShellRun(1, lines[0] + "\n", "ps: 99: no such process\n")));
    }

    [Test]
    public void One_picture_of_top_is_drawn_where_nobody_watches()
    {
        ShellRun run = Run("top");
        Assert.That(run.Output, Does.StartWith("processes 1, ").And.Match(@"\n *0 +\d+ .* program\n"));
        Assert.That(Regex.Count(run.Output, "processes"), Is.EqualTo(1));
    }

    [Test]
    public void A_process_is_made_nicer_and_shown_so()
    {
        Assert.That(Run($"nice 5 {_id}").Status, Is.Zero);
        Assert.That(Run("ps").Output, Does.Match($@"\n *{_id} +\d+ . +5 "));
        Assert.That(Run($"nice x {_id}").Status, Is.Not.Zero);
        Assert.That(Run("nice 5 99").Error, Is.EqualTo("nice: 99: no such process\n"));
    }

    [Test]
    public void An_address_space_is_drawn_with_and_without_watching()
    {
        ShellRun run = Run($"vmmap {_id}");
        Assert.That(run.Output, Does.StartWith($"program[{_id}]: mapped "));
        Assert.That(run.Output, Does.Match(@"\n +400000 r.x[ps] .* d\d [#so=0.]+\n").And.Not.Contain("\u001b"));
        Assert.That(Run($"vmmap --watch {_id}"), Is.EqualTo(run), "nobody watches");
        Assert.That(Run("vmmap; vmmap 99").Error, Is.EqualTo("vmmap: whose? (try: help vmmap)\nvmmap: 99: no such process\n"));
    }

    [Test]
    public void The_chain_of_objects_of_each_mapping_is_shown() =>
        Assert.That(Run($"objects {_id}").Output, Does.Match(@"(?m)^ *400000"));

    [Test]
    public void Physical_memory_is_a_map_and_all_of_it_is_right()
    {
        Assert.That(Run("frames").Output.Split('\n'), Has.Length.GreaterThan(2));
        Assert.That(Run("vm").Output, Does.Match(@"(?m)^faults +\d+$"));
        Assert.That(Run("vm check").Output, Does.StartWith("every object"));
        Assert.That(Run("vm nothing").Status, Is.EqualTo(2));
    }

    [Test]
    public void A_long_check_shows_how_far_it_is_and_can_be_interrupted()
    {
        SimulatedMachine machine = new() { Executive = new SimulatedExecutive { BreathsInATurn = 1 } };
        SimulatedConsole console = new(machine.Executive) { Kind = ConsoleKind.Dumb };
        ShellAuthority authority = machine.All with { Machine = _linux.Container, Console = console, Clock = new SteppingClock(TimeSpan.FromSeconds(1)) };
        _ = new CommandShell(authority).RunInteractive();
        machine.Executive.RunUntilIdle();
        console.Type("vm check; echo never\r");
        while (!console.Shown.Contains(" left", StringComparison.Ordinal))
        {
            machine.Executive.RunSteps(1);
        }

        console.Type("\u0003");
        machine.Executive.RunUntilIdle();
        console.Type("echo status $?; vm check; echo status $?\r");
        machine.Executive.RunUntilIdle();
        Assert.That(console.Shown, Does.Match(@"\rvm check  \d+ %  \d+ objects  \d+ objects/s  [\d.]+ m?s left"));
        Assert.That(console.Shown, Does.Contain("\nstatus 130\n").And.Contain("every object").And.EndsWith("\nstatus 0\nvela:/$ ").And.Not.Contain("\nnever"));
    }

    [Test]
    public void What_the_kernels_operations_cost_is_measured_and_nothing_is_left_behind()
    {
        _machine.Files.PutDirectory("/tmp");
        ShellAuthority authority = _authority with { Clock = new SteppingClock(TimeSpan.FromMilliseconds(1)) };
        ulong free = _linux.Container.Memory.Frames.FreeCount;
        ShellRun run = _machine.Run("bench -t 20; ls -A /tmp", authority: authority);
        Assert.That(run.Error, Is.Empty);
        foreach (string operation in new[] { "zero", "copy", "map", "fault", "cow", "fork", "lookup", "write", "read", "clock", "turn", "pipe", "allocate", "get" })
        {
            Assert.That(run.Output, Does.Match($@"(?m)^{operation} +\d+ +[\d.]+ +[\d.]+  [a-z4]"), operation);
        }

        Assert.That(run.Output.Split('\n'), Has.Length.EqualTo(16), "a heading, a line for each, and no file");
        while (!_linux.Container.Memory.Work())
        {
        }

        Assert.That(_linux.Container.Memory.Frames.FreeCount, Is.EqualTo(free).Within(4), "slabs may have grown");
        Assert.That(Run("vm check").Output, Does.StartWith("every object"));
        Assert.That(_machine.Run("bench -t 20 fault cow", authority: authority).Output, Does.Match(@"\Aoperation.*\nfault .*\ncow .*\n\z".Replace("operation", "OPERATION", StringComparison.Ordinal)));
        Assert.That(_machine.Run("bench -l", authority: authority).Output, Does.Contain("\nfork      a space of 1 MiB copied, and ended\n"));
        Assert.That(_machine.Run("bench nothing", authority: authority).Error, Does.StartWith("bench: unknown operation 'nothing'"));
        Assert.That(_machine.Run("bench -t 0", authority: authority).Status, Is.EqualTo(2));
    }

    [Test]
    public void A_bench_shows_how_far_it_is_and_can_be_interrupted()
    {
        _machine.Files.PutDirectory("/tmp");
        SimulatedConsole console = new(_machine.Executive) { Kind = ConsoleKind.Dumb };
        _ = new CommandShell(_authority with { Console = console, Clock = new SteppingClock(TimeSpan.FromMilliseconds(1)) }).RunInteractive();
        _machine.Executive.RunUntilIdle();
        console.Type("bench -t 3000000 fault; echo never\r");
        _machine.Executive.RunSteps(8);
        Assert.That(console.Shown, Does.Match(@"\rfault  0 %  \d+ operations  \d+ operations/s  \d+ min \d+ s left"));
        console.Type("\u0003");
        _machine.Executive.RunUntilIdle();
        console.Type("echo status $?; ls -A /tmp | wc -l\r");
        _machine.Executive.RunUntilIdle();
        Assert.That(console.Shown, Does.Contain("\nstatus 130\n0\n").And.Not.Contain("\nnever"));
        Assert.That(Run("vm check").Output, Does.StartWith("every object"));
    }

    [Test]
    public void Capabilities_are_a_tree_and_one_is_taken_back_with_what_came_from_it()
    {
        string all = Run("caps").Output;
        Match held = Regex.Match(all, $@"(?m)^ *#(\d+) Directory .* held by program\[{_id}\]$");
        Assert.That(held.Success, all);
        Assert.That(Run($"caps {_id}").Output, Does.Contain(held.Value));
        Assert.That(Run($"revoke {_id} 4000000").Error, Does.Contain("has no such capability"));
        Assert.That(Run($"revoke {_id} x").Status, Is.EqualTo(2));
        Assert.That(Run($"revoke --root {_id}").Status, Is.Zero);
        Assert.That(Run($"caps {_id}").Output, Does.Not.Contain(held.Value));
        Assert.That(Run("revoke --root 99").Error, Is.EqualTo("revoke: 99: no such process\n"));
        Assert.That(Run("why").Output, Is.EqualTo("nothing was refused\n"));
    }

    [TestCase("caps", "the whole machine")]
    [TestCase("why", "the whole machine")]
    [TestCase("vm", "the whole machine")]
    [TestCase("frames", "the whole machine")]
    [TestCase("trace 2", "the calls of programs")]
    [TestCase("irq", "the devices")]
    [TestCase("run true", "programs")]
    public void A_shell_that_sees_processes_does_not_see_the_machine(string line, string what)
    {
        ShellRun run = _machine.Run(line, authority: _authority with { Machine = null });
        Assert.That(run, Is.EqualTo(new ShellRun(126, "", $"{line.Split(' ')[0]}: this shell was not given {what}\n")));
    }

    [Test]
    public void Processes_and_capabilities_are_completed()
    {
        SimulatedConsole console = new(_machine.Executive) { Kind = ConsoleKind.Ansi };
        _ = new CommandShell(_authority with { Console = console }).RunInteractive();
        _machine.Executive.RunUntilIdle();
        foreach (char key in "vmmap --w\t\t")
        {
            console.Type(key.ToString());
            _machine.Executive.RunUntilIdle();
        }

        TerminalModel terminal = new(80, 24);
        terminal.Send(console.Shown);
        Assert.That(terminal.Screen, Is.EqualTo($"vela:/$ vmmap --watch {_id}"));
        console.Forget();
        console.Type($"\u0003revoke {_id} \t\t");
        _machine.Executive.RunUntilIdle();
        Assert.That(console.Shown, Does.Match(@"\d+ Directory").And.Match(@"\d+ Container").And.Match(@"\d+ Quota").And.Match(@"\d+ AddressSpace"), "those it has");
    }

    [Test]
    public void Devices_are_listed_line_by_line()
    {
        ShellAuthority authority = _authority with { Devices = new Devices() };
        Assert.That(_machine.Run("irq; pci; disks", authority: authority).Output, Is.EqualTo("line 4\nfunction 0\ndisk 0\n"));
    }

    [Test]
    public void The_processor_and_the_threads_of_the_runtime_are_shown()
    {
        Assert.That(Run("cpu").Output, Does.Contain("Test processor").And.Contain("sse2"));
        Assert.That(Run("threads").Output, Does.Match(@"\n +1 .*executive\n"));
        Assert.That(Run("clear").Output, Is.EqualTo("\u001b[H\u001b[2J").Or.Empty);
    }

    private ShellRun Run(string line) => _machine.Run(line, authority: _authority);

    private sealed class Devices : IDeviceFacts
    {
        public IReadOnlyList<string> CollectInterrupts() => ["line 4"];

        public IReadOnlyList<string> CollectPci() => ["function 0"];

        public IReadOnlyList<string> CollectDisks() => ["disk 0"];
    }
}
