using System;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Issue 2 item 7: the commands of the first prompt.</summary>
[TestFixture]
public sealed class FirstPromptTests
{
    private SimulatedMachine _machine = new();

    [SetUp]
    public void StartMachine() => _machine = new SimulatedMachine();

    [TestCase("echo hello", "hello\n")]
    [TestCase("echo -n hello", "hello")]
    [TestCase("echo 'two  words' \"and more\"", "two  words and more\n")]
    [TestCase("date +%F", "2026-11-21\n")]
    [TestCase("date", "Sat Nov 21 14:05:09 UTC 2026\n")]
    [TestCase("date '+%j %u %s %p %%'", "325 6 1795269909 PM %\n")]
    [TestCase("sleep 1.5; uptime", "up 1.50 s\n")]
    [TestCase("dmesg", "[    0.001500] memory: 64 MiB\n")]
    [TestCase("dmesg -l 4", "")]
    public void A_command_prints_exactly_this(string line, string output) =>
        Assert.That(_machine.Run(line), Is.EqualTo(new ShellRun(0, output, "")));

    [Test]
    public void An_unknown_command_is_127_and_says_so_on_standard_error() =>
        Assert.That(_machine.Run("nosuch a b"), Is.EqualTo(new ShellRun(127, "", "nosuch: command not found\n")));

    [Test]
    public void Every_command_has_help_with_an_example_and_is_listed_under_its_group()
    {
        BuiltinTable table = new(_machine.All);
        string list = _machine.Run("help -a").Output;
        string names = _machine.Run("help").Output;
        Assert.That(names.Split('\n'), Has.Length.LessThan(24).And.All.Length.LessThan(120), "it fits on a screen");
        Assert.Multiple(() =>
        {
            foreach (Builtin builtin in table.All)
            {
                ShellRun help = _machine.Run("help " + builtin.Name);
                Assert.That(help.Status, Is.Zero, builtin.Name);
                Assert.That(help.Output, Does.Contain("Example:\n    "), builtin.Name);
                Assert.That(builtin.Manual.Example, Does.Contain(builtin.Name), builtin.Name);
                Assert.That(builtin.Manual.Usage, Does.StartWith(builtin.Name), builtin.Name);
                Assert.That(_machine.Run("man " + builtin.Name), Is.EqualTo(help), builtin.Name);
                Assert.That(names, Does.Match(@"(?<!\S)" + System.Text.RegularExpressions.Regex.Escape(builtin.Name) + @"(?!\S)"), builtin.Name);
                Assert.That(list, Does.Contain("\n  " + builtin.Name.PadRight(10) + " " + builtin.Manual.Summary), builtin.Name);
            }
        });
    }

    [TestCase("help keys", "Ctrl")]
    [TestCase("man if", "while A; do B; done")]
    [TestCase("help words redirection control language", "2>&1")]
    [TestCase("help files", "  cp         Copies files")]
    public void There_is_help_for_the_language_the_keys_and_each_group(string line, string said)
    {
        ShellRun help = _machine.Run(line);
        Assert.That((help.Status, help.Error), Is.EqualTo((0, "")));
        Assert.That(help.Output, Does.Contain(said));
    }

    [Test]
    public void Help_for_what_is_not_there_says_so() =>
        Assert.That(_machine.Run("help nosuch; help 3"), Is.EqualTo(new ShellRun(1, "", "help: no help for 'nosuch'\nhelp: no help for '3'\n")));

    [Test]
    public void What_a_shell_was_not_given_it_cannot_do()
    {
        ShellAuthority less = new(_machine.Executive, _machine);
        Assert.That(_machine.Run("halt", authority: less), Is.EqualTo(new ShellRun(126, "", "halt: this shell was not given power over the machine\n")));
        Assert.That(_machine.Events, Is.Empty);
    }

    [TestCase("halt", "off")]
    [TestCase("reboot", "reboot")]
    [TestCase("panic test of it", "panic test of it")]
    [TestCase("gc collect 1", "collect 1")]
    public void Power_is_used_as_asked(string line, string happened)
    {
        _ = _machine.Run(line);
        Assert.That(_machine.Events, Is.EqualTo(new[] { happened }));
    }

    [Test]
    public void An_exception_that_escapes_kills_that_command_alone()
    {
        ShellAuthority broken = _machine.All with { Memory = new BrokenMemory(new FormatException("odd")) };
        ShellRun run = _machine.Run("echo before; mem; echo after", authority: broken);
        Assert.That(run, Is.EqualTo(new ShellRun(0, "before\nafter\n", "mem: FormatException: odd\n")));
        Assert.That(_machine.Run("mem", authority: broken).Status, Is.EqualTo(134));
    }

    [Test]
    public void A_broken_invariant_is_not_the_commands_own_affair()
    {
        ShellAuthority broken = _machine.All with { Memory = new BrokenMemory(new InvariantBrokenException("torn")) };
        Assert.That(() => _machine.Run("mem", authority: broken), Throws.TypeOf<InvariantBrokenException>());
    }

    [Test]
    public void At_the_prompt_a_line_can_be_corrected_run_interrupted_and_the_shell_left()
    {
        SimulatedConsole console = new(_machine.Executive);
        CommandShell shell = new(_machine.All with { Console = console });
        KernelTask<int> running = shell.RunInteractive();
        console.Type("echp\b\bho hi\r");
        _machine.Executive.RunUntilIdle();
        Assert.That(console.Shown, Does.Contain("\nhi\n"));
        console.Type("sleep 1000\r");
        _machine.Executive.RunUntilIdle();
        console.Type("\u0003");
        _machine.Executive.RunUntilIdle();
        console.Forget();
        console.Type("exit 7\r");
        Assert.That(_machine.Executive.Run(running), Is.EqualTo(7));
        Assert.That(_machine.Executive.Now, Is.LessThan(TimeSpan.FromSeconds(1000)));
    }

    private sealed class BrokenMemory(Exception failure) : IMemoryCounters
    {
        public MemoryCounters Read() => throw failure;
    }
}
