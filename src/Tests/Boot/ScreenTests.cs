using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>
/// A person at the machine's own keyboard and screen (issues 7.1, 7.2): keys go in as a PS/2 keyboard sends them, and the picture is looked at.
/// </summary>
[TestFixture]
[Category("Boot")]
internal sealed class ScreenTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly string _prompt = ConsoleMachine.Prompt.TrimEnd();

    private ConsoleMachine _machine = null!;
    private TemporaryDirectory _pictures = null!;
    private ScreenFont _font = null!;

    [OneTimeSetUp]
    public void Boot()
    {
        _font = new ScreenFont(File.ReadAllBytes(Repository.PathOf("out/font.psf")));
        _pictures = new TemporaryDirectory();
        _machine = new ConsoleMachine(MachineShape.Uefi);
        _ = WaitFor(rows => rows.Contains(_prompt));
    }

    [OneTimeTearDown]
    public void End()
    {
        _machine?.Dispose();
        _pictures?.Dispose();
    }

    [SetUp]
    public void Clear()
    {
        Press("ctrl-c");
        Press("ctrl-l");
        _ = WaitFor(rows => rows[0] == _prompt && rows.Skip(1).All(row => row.Length == 0));
    }

    [Test]
    public void A_line_is_typed_completed_edited_and_undone()
    {
        Type("ech");
        Press("tab");
        Type("hxllo");
        Press("left", "left", "left", "backspace");
        Type("e");
        _ = WaitFor(rows => rows[0] == ConsoleMachine.Prompt + "echo hello");
        Press("ctrl-a", "ctrl-k");
        _ = WaitFor(rows => rows[0] == _prompt);
        Press("ctrl-y", "spc", "ctrl-y", "alt-b", "alt-d");
        _ = WaitFor(rows => rows[0] == ConsoleMachine.Prompt + "echo hello echo");
        Press("ctrl-shift-minus");
        _ = WaitFor(rows => rows[0] == ConsoleMachine.Prompt + "echo hello echo hello");
        Press("ret");
        _ = WaitFor(rows => rows[1] == "hello echo hello" && rows[2] == _prompt);
    }

    [Test]
    public void A_line_is_found_again_and_one_of_several_rows_is_edited_as_a_whole()
    {
        Type("for i in 1 2");
        Press("ret");
        Type("do echo n$i");
        Press("ret");
        _ = WaitFor(rows => rows[2] == ">");
        Type("done");
        Press("ret");
        _ = WaitFor(rows => rows.Skip(3).Take(3).SequenceEqual(["n1", "n2", _prompt]));
        Press("ctrl-r");
        Type("echo n");
        _ = WaitFor(rows => rows[5] == "(reverse-i-search)`echo n': for i in 1 2");
        Press("left", "up", "end");
        Type(" 3");
        Press("ret");
        _ = WaitFor(rows => rows.Skip(8).Take(4).SequenceEqual(["n1", "n2", "n3", _prompt]));
    }

    [Test]
    public void A_job_is_stopped_listed_continued_and_interrupted()
    {
        Type("sleep 100 | cat");
        Press("ret");
        _ = WaitFor(rows => rows[0].EndsWith("cat", StringComparison.Ordinal) && !rows[1].StartsWith(_prompt, StringComparison.Ordinal));
        Press("ctrl-z");
        _ = WaitFor(rows => rows[2] == "[1]+  Stopped                 sleep 100 | cat" && rows[3] == _prompt);
        Type("bg");
        Press("ret");
        Type("jobs");
        Press("ret");
        _ = WaitFor(rows => rows[6] == "[1]+  Running                 sleep 100 | cat &");
        Type("fg");
        Press("ret");
        _ = WaitFor(rows => rows[8] == "sleep 100 | cat" && rows[9].Length == 0);
        Press("ctrl-c");
        _ = WaitFor(rows => rows[9] == "^C" && rows[10] == _prompt);
        Type("jobs; echo $?");
        Press("ret");
        _ = WaitFor(rows => rows[11] == "0" && rows[12] == _prompt);
    }

    [Test]
    public void Letters_beyond_ASCII_and_lines_longer_than_the_screen_are_drawn()
    {
        Type("printf 'na\\303\\257ve \\342\\224\\200\\n'");
        Press("ret");
        string[] rows = WaitFor(rows => rows[2] == _prompt);
        Assert.That(rows[1], Is.EqualTo("naïve ─"));
        Type("echo ");
        Type(new string('x', 130));
        Press("home", "right", "right", "right", "right", "right");
        Type("yz");
        Press("ret");
        rows = WaitFor(rows => rows.Count(row => row == _prompt) == 1 && rows[^1].Length == 0 && rows[3].Length > 0);
        Assert.That(string.Concat(rows[2..]), Does.StartWith("vela:/$ echo yz" + new string('x', 130) + "yz" + new string('x', 130)));
    }

    /// <summary>The keys of a US keyboard for a text.</summary>
    private void Type(string text)
    {
        foreach (char character in text)
        {
            Press(character switch
            {
                ' ' => "spc",
                '|' => "shift-backslash",
                '$' => "shift-4",
                '?' => "shift-slash",
                ';' => "semicolon",
                '\'' => "apostrophe",
                '\\' => "backslash",
                _ => character.ToString(),
            });
        }
    }

    /// <summary>Presses keys one after the other; those joined by dashes together.</summary>
    private void Press(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            _machine.Control.SendKeys(key.Split('-'));
        }
    }

    private string[] WaitFor(Func<string[], bool> isShown)
    {
        string path = _pictures.File("screen.ppm");
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            _ = _machine.Control.Execute("screendump", new { filename = path });
            string[] rows = ScreenPicture.Read(File.ReadAllBytes(path), _font);
            if (isShown(rows))
            {
                return rows;
            }

            Assert.That(Patience.IsOver(watch.Elapsed, _patience), Is.False, string.Join('\n', rows));
            Thread.Sleep(100);
        }
    }
}
