using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>A person at the machine's own keyboard and screen: keys go in as a PS/2 keyboard sends them, and the picture is looked at.</summary>
[TestFixture]
[Category("Pending")] // its reader of the font does not yet know the one that is built
[Category("Boot")]
[Parallelizable]
internal sealed class ScreenTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] _font = File.ReadAllBytes(Repository.PathOf("out/font.psf"));

    private ConsoleMachine _machine = null!;
    private TemporaryDirectory _pictures = null!;

    [OneTimeSetUp]
    public void Boot()
    {
        _pictures = new TemporaryDirectory();
        _machine = new ConsoleMachine(MachineShape.Uefi);
        _ = WaitFor(rows => rows.Any(row => row == ConsoleMachine.Prompt.TrimEnd()));
    }

    [OneTimeTearDown]
    public void End()
    {
        _machine?.Dispose();
        _pictures?.Dispose();
    }

    [Test]
    public void What_is_typed_edited_completed_searched_and_interrupted_is_on_the_framebuffer()
    {
        Type("ech");
        _machine.Control.SendKeys("tab");
        Type("hxllo");
        Press("left", "left", "left", "backspace");
        Type("e");
        Press("ret");
        string[] rows = WaitFor(rows => rows.Contains("hello"));
        Assert.That(rows[Array.IndexOf(rows, "hello") - 1], Is.EqualTo(ConsoleMachine.Prompt + "echo hello"));

        _machine.Control.SendKeys("ctrl", "r");
        Type("hel");
        Press("ret");
        _ = WaitFor(rows => rows.Count(row => row == "hello") == 2);

        Type("sleep");
        Press("spc", "1", "0", "0", "ret");
        _machine.Control.SendKeys("ctrl", "z");
        _ = WaitFor(rows => rows.Any(row => row.Contains("Stopped", StringComparison.Ordinal)));
        Type("fg");
        Press("ret");
        _machine.Control.SendKeys("ctrl", "c");
        Type("jobs");
        Press("ret");
        rows = WaitFor(rows => rows.Count(row => row.StartsWith(ConsoleMachine.Prompt.TrimEnd(), StringComparison.Ordinal)) >= 6);
        Assert.That(rows.Last(row => row.Length != 0), Is.EqualTo(ConsoleMachine.Prompt.TrimEnd()));
    }

    private void Type(string text)
    {
        foreach (char key in text)
        {
            _machine.Control.SendKeys(key.ToString());
        }
    }

    private void Press(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            _machine.Control.SendKeys(key);
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

            Assert.That(watch.Elapsed, Is.LessThan(_patience), string.Join('\n', rows));
            Thread.Sleep(50);
        }
    }
}
