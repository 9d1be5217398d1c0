using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>build/run as a person and a script use it.</summary>
[TestFixture]
[Category("Boot")]
public sealed class RunTests
{
    private static string Script => Repository.PathOf("build/run");

    [Test]
    public void What_a_command_prints_is_exactly_what_arrives()
    {
        Tool run = Run("--exec", "echo hello");
        Assert.That((run.Output, run.Error, run.Status), Is.EqualTo(("hello\n", "", 0)));
    }

    [Test]
    public void A_command_may_hold_any_sign_of_the_command_line() =>
        Assert.That(Run("--exec", "echo a,b 'c  d' \"e=f\" ä").Output, Is.EqualTo("a,b c  d e=f ä\n"));

    [TestCase("true", 0)]
    [TestCase("false", 1)]
    [TestCase("no-such-command", 127)]
    public void The_status_is_that_of_the_command(string command, int status) => Assert.That(Run("--exec", command).Status, Is.EqualTo(status));

    [Test]
    public void A_panic_ends_with_125_and_tells_its_symbolised_stack_on_stderr()
    {
        Tool run = Run("--exec", "panic test");
        Assert.Multiple(() =>
        {
            Assert.That(run.Status, Is.EqualTo(125));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Error, Does.StartWith("panic: "));
            Assert.That(run.Error, Does.Contain("test"));
            Assert.That(run.Error, Does.Match(@"Vela\.[\w.<>]+\+0x[0-9a-f]+ \(src/\w+/[\w/.]+\.cs:\d+\)"));
        });
    }

    [Test]
    public void What_takes_longer_than_its_timeout_ends_with_124()
    {
        Stopwatch watch = Stopwatch.StartNew();
        Tool run = Run("--timeout", "5", "--exec", "sleep 60");
        Assert.That(run.Status, Is.EqualTo(124));
        Assert.That(watch.Elapsed.TotalSeconds, Is.InRange(5, 20));
    }

    [Test]
    public void Every_line_of_a_script_runs_and_the_last_gives_the_status()
    {
        using TemporaryDirectory directory = new();
        string script = directory.Write("script", "echo one\nfalse\necho two\ntrue\nfalse\n");
        Tool run = Run("--script", script);
        Assert.That((run.Output, run.Status), Is.EqualTo(("one\ntwo\n", 1)));
    }

    [Test]
    public void A_script_may_come_from_a_pipe()
    {
        Tool run = Tool.Run("bash", ["-c", "build/run --script <(printf 'echo one\\nfalse\\n')"]);
        Assert.That((run.Output, run.Status), Is.EqualTo(("one\n", 1)), run.Error);
    }

    [TestCase("--iso")]
    [TestCase("--uefi")]
    [TestCase("--machine", "q35")]
    [TestCase("--machine", "vmware")]
    [TestCase("--cpus", "2")]
    [TestCase("--icount")]
    [TestCase("--memory", "64")]
    public void A_command_runs_in_every_machine(params string[] options)
    {
        Tool run = Run([.. options, "--exec", "echo here"]);
        Assert.That((run.Output, run.Status), Is.EqualTo(("here\n", 0)), run.Error);
    }

    [Test]
    public void A_run_with_nothing_changed_calls_no_compiler()
    {
        _ = Run("--exec", "true");
        using TemporaryDirectory directory = new();
        string calls = directory.File("calls");
        string fake = directory.Write("bin/dotnet", $"#!/bin/sh\necho \"$@\" >>{calls}\nexit 1\n");
        _ = Tool.Read("chmod", "755", fake);
        string path = Path.GetDirectoryName(fake) + ":" + Environment.GetEnvironmentVariable("PATH");
        Stopwatch watch = Stopwatch.StartNew();
        Tool run = Tool.Run("env", [$"PATH={path}", Script, "--exec", "true"]);
        Assert.That(run.Status, Is.Zero, run.Error);
        Assert.That(File.Exists(calls), Is.False, "build/run called dotnet though nothing had changed");
        TestContext.Out.WriteLine($"started, ran and ended in {watch.Elapsed.TotalSeconds:F1} s");
    }

    [Test]
    public void Nothing_is_left_in_the_temporary_directory()
    {
        using TemporaryDirectory directory = new();
        _ = Tool.Run("env", [$"TMPDIR={directory.Path}", Script, "--exec", "true"]);
        Assert.That(Directory.EnumerateFileSystemEntries(directory.Path), Is.Empty);
    }

    [TestCase("unknown option '--exce'", "--exce", "x")]
    [TestCase("--exec needs a value", "--exec")]
    [TestCase("--exec runs one line", "--exec", "a\nb")]
    [TestCase("give one of them, once", "--exec", "a", "--exec", "b")]
    [TestCase("give one of them, once", "--script", "/etc/hostname", "--exec", "b")]
    [TestCase("--script: cannot read '/nonexistent'", "--script", "/nonexistent")]
    [TestCase("--files: '/nonexistent' is no directory", "--files", "/nonexistent")]
    [TestCase("--disk: there is no '/nonexistent'", "--disk", "/nonexistent")]
    [TestCase("--memory wants a size", "--memory", "0")]
    [TestCase("--memory wants a size", "--memory", "12T")]
    [TestCase("--cpus wants a number from 1 to 255, not '0'", "--cpus", "0")]
    [TestCase("--timeout wants a number", "--timeout", "-1")]
    [TestCase("--timeout wants a number", "--timeout", "5s")]
    [TestCase("--machine is pc, q35 or vmware, not 'atari'", "--machine", "atari")]
    [TestCase("--gdb wants a number", "--gdb=0")]
    public void A_wrong_option_is_told_and_nothing_is_started(string message, params string[] options)
    {
        Tool run = Tool.Run(Script, options, timeoutSeconds: 10);
        Assert.Multiple(() =>
        {
            Assert.That(run.Status, Is.EqualTo(2));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Error, Does.StartWith("build/run: ").And.Contain(message));
        });
    }

    [Test]
    public void Help_tells_of_every_option()
    {
        string help = Tool.Read(Script, "--help");
        string[] options = [.. Regex.Matches(File.ReadAllText(Script), @"^\t(?:-h \| )?(--[a-z]+)(?: \||=|\))", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)
            .Concat(["--exec", "--script", "--timeout", "--files", "--disk", "--memory", "--cpus", "--icount", "--iso", "--uefi",
                "--machine", "--gdb", "--display", "--append"])
            .Distinct()];
        Assert.That(options.Where(option => !Regex.IsMatch(help, $@"^\s+{option}\b", RegexOptions.Multiline)), Is.Empty);
    }

    private static Tool Run(params string[] options) => Tool.Run(Script, options, timeoutSeconds: 120);
}
