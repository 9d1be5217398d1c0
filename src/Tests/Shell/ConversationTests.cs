using System.Collections.Generic;
using NUnit.Framework;
using Vela.Hal;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 1: history across boots, completion, lines of several rows, at a whole shell on a terminal.</summary>
[TestFixture]
public sealed class ConversationTests
{
    private SimulatedMachine _machine = new();
    private SimulatedConsole _console = null!;
    private TerminalModel _terminal = null!;
    private KernelTask<int> _shell;

    [SetUp]
    public void Open()
    {
        _machine = new SimulatedMachine();
        _machine.Files.PutDirectory("/root");
        _machine.Files.Put("/etc/passwd", "root\n");
        _machine.Files.Put("/etc/path with blanks", "x\n");
        _machine.Files.PutDirectory("/etc/init.d");
        _machine.Files.Put("/etc/it's $5", "x\n");
        Start();
    }

    [TestCase("upt\t", "vela:/$ uptime")]
    [TestCase("cat /etc/pas\t", "vela:/$ cat /etc/passwd")]
    [TestCase("cat /et\tpass\t", "vela:/$ cat /etc/passwd")]
    [TestCase("cat /etc/path\t", "vela:/$ cat /etc/path\\ with\\ blanks")]
    [TestCase("cd /etc/\t", "vela:/$ cd /etc/init.d/")]
    [TestCase("X=1 && upt\t", "vela:/$ X=1 && uptime")]
    [TestCase("echo $HO\t", "vela:/$ echo $HOME")]
    [TestCase("date | gr\t-\tx", "vela:/$ date | grep -x")]
    [TestCase("cat \"/etc/path w\t", "vela:/$ cat \"/etc/path with blanks\"")]
    [TestCase("cat '/etc/path w\t", "vela:/$ cat '/etc/path with blanks'")]
    [TestCase("cat \"/etc/it\t", "vela:/$ cat \"/etc/it's \\$5\"")]
    [TestCase("cat '/etc/it\t", "vela:/$ cat '/etc/it'\\''s $5'")]
    [TestCase("echo \"in $HO\t", "vela:/$ echo \"in $HOME")]
    [TestCase("echo x${HO\t", "vela:/$ echo x${HOME}")]
    [TestCase("echo '$HO\t", "vela:/$ echo '$HO")]
    [TestCase("yes of=/etc/pas\t", "vela:/$ yes of=/etc/passwd")]
    [TestCase("sleep 9&\rfg %\t", "fg %1")]
    [TestCase("kill -KI\t", "vela:/$ kill -KILL")]
    [TestCase("man upt\t", "vela:/$ man uptime")]
    [TestCase("cat \u001b\u001b[D\u001b[Cx", "vela:/$ cat x")]
    [TestCase("cat < /etc/pas\t", "vela:/$ cat < /etc/passwd")]
    public void Tab_completes(string keys, string screen)
    {
        Type(keys);
        Assert.That(_terminal.Screen, Does.EndWith(screen));
    }

    [Test]
    public void Tab_lists_what_is_possible_and_the_list_goes_with_the_next_key()
    {
        Type("ex\t");
        Assert.That(_terminal.Screen, Is.EqualTo("vela:/$ ex\nexec    exit    export"));
        Type("i");
        Assert.That(_terminal.Screen, Is.EqualTo("vela:/$ exi"));
    }

    [Test]
    public void A_line_that_is_not_finished_goes_on_in_the_next_row_and_can_be_edited_as_a_whole()
    {
        Type("for i in 1 2\rdo echo n$i\r");
        Assert.That(_terminal.Screen, Is.EqualTo("vela:/$ for i in 1 2\n> do echo n$i\n>"));
        Type("\u001b[A\u0005x\u001b[B");
        Type("done\r");
        Assert.That(_terminal.Screen, Does.Contain("> do echo n$ix\n> done\nn\nn\n"));
    }

    [Test]
    public void History_is_kept_across_boots()
    {
        Type("echo one\recho 'two\rlines'\rexit\r");
        _ = _machine.Executive.Run(_shell);
        Assert.That(_machine.Files.Text("/root/.vela_history"), Is.EqualTo("echo one\necho 'two\\nlines'\nexit\n"));
        Start();
        Type("\u001b[A\u001b[A");
        Assert.That(_terminal.Screen, Is.EqualTo("vela:/$ echo 'two\n> lines'"));
        Type("\u0003\u0012one");
        Assert.That(_terminal.Screen, Does.EndWith("(reverse-i-search)`one': echo one"));
        Type("\r");
        Assert.That(_terminal.Screen, Does.EndWith("\nvela:/$ echo one\none\nvela:/$"));
    }

    [Test]
    public void A_resize_while_typing_redraws_the_line()
    {
        Type("echo a line that wraps");
        _terminal = new TerminalModel(20, 20);
        _console.Resize(20, 20);
        _console.Forget();
        _machine.Executive.RunUntilIdle();
        Refresh();
        Assert.That(_terminal.Screen, Is.EqualTo("vela:/$ echo a line\nthat wraps"));
    }

    [Test]
    public void A_terminal_is_asked_for_its_size_at_each_prompt_and_the_line_is_drawn_for_it()
    {
        Start();
        Assert.That(_console.Shown, Does.Contain("\u001b[18t"));
        _console.Forget();
        _terminal = new TerminalModel(20, 20);
        Type("\u001b[8;20;20techo a line that wraps");
        Assert.That(_console.Size, Is.EqualTo(new ConsoleSize(20, 20)));
        Assert.That(_terminal.Screen, Is.EqualTo("vela:/$ echo a line\nthat wraps"));
        _console.Forget();
        _console.Type("\u0003");
        _machine.Executive.RunUntilIdle();
        Assert.That(_console.Shown, Does.Contain("\u001b[18t"));
        _console.Forget();
        _console.Type("echo one\recho two\r");
        _machine.Executive.RunUntilIdle();
        Assert.That(_console.Shown.Split("\u001b[18t"), Has.Length.EqualTo(2), "not while keys wait: its answer would come after them");
        Type("\u001b[8;0;20t\u001b[8;20t\u001b[8;20;99999t");
        Assert.That(_console.Size, Is.EqualTo(new ConsoleSize(20, 20)), "no terminal has such a size");
    }

    private void Start()
    {
        _console = new SimulatedConsole(_machine.Executive) { Kind = ConsoleKind.Ansi };
        _terminal = new TerminalModel(80, 24);
        ShellAuthority authority = _machine.All with { Console = _console };
        CommandShell shell = new(authority) { Environment = [KeyValuePair.Create("HOME", "/root")] };
        _shell = shell.RunInteractive();
        _machine.Executive.RunUntilIdle();
    }

    private void Type(string keys)
    {
        // One key at a time, as a person types.
        foreach (char key in keys)
        {
            _console.Type(key.ToString());
            _machine.Executive.RunUntilIdle();
        }

        Refresh();
    }

    private void Refresh()
    {
        _terminal.Send(_console.Shown);
        _console.Forget();
    }
}
