using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>A person at the serial console: the shell's line editor, and programs that have a terminal (issues 5.7, 7.1, 7.2).</summary>
[TestFixture]
[Category("Boot")]
internal sealed class ConsoleTests
{
    private const string ControlC = "\u0003";
    private const string ControlA = "\u0001";
    private const string ControlK = "\u000b";
    private const string ControlU = "\u0015";
    private const string ControlY = "\u0019";
    private const string Undo = "\u001f";
    private const string ControlD = "\u0004";
    private const string ControlR = "\u0012";
    private const string ControlZ = "\u001a";
    private const string Escape = "\u001b";
    private const string Left = "\u001b[D";

    private ConsoleMachine _machine = null!;

    [OneTimeSetUp]
    public void Boot()
    {
        using TemporaryDirectory tree = new();
        Directory.CreateDirectory(tree.File("bin"));
        File.Copy("/bin/busybox", tree.File("bin/busybox"));
        _ = tree.Write("writer", "echo shown\ncat || echo unread\nstty -echo || echo unchanged\n");
        _ = tree.Write("none", "echo hidden\necho hidden >/dev/tty || exit 7\n");
        _ = tree.Write("loser", "while stty size >/tmp/size 2>&1; do usleep 20000; done\necho lost >/tmp/lost\n");
        _machine = new ConsoleMachine(MachineShape.Pc, tree.Path);
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [OneTimeTearDown]
    public void End() => _machine?.Dispose();

    [Test]
    public void A_line_is_edited_completed_and_found_again()
    {
        _machine.Type("echo hXllo" + Left + Left + Left + "\be\r");
        _ = _machine.Expect("\nhello\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        _machine.Type("ech\tok-$((40+2))\r");
        _ = _machine.Expect("\nok-42\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        _machine.Type(ControlR + "hel\r");
        _ = _machine.Expect("\nhello\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [Test]
    public void What_is_killed_is_put_back_and_what_was_done_undone()
    {
        _machine.Type("echo one two" + Escape + "b" + ControlK + ControlA + "\u0005" + ControlY + " " + ControlY + "\r");
        _ = _machine.Expect("\none two two\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        _machine.Type("echo kept" + ControlU + Undo + "\r");
        _ = _machine.Expect("\nkept\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [Test]
    public void A_line_of_several_rows_and_letters_beyond_ASCII_is_taken_and_one_that_is_given_up_is_not()
    {
        _machine.Type("for i in é ∑ 漢\rdo printf '<%s>' $i\rdone; echo\r");
        _ = _machine.Expect("\n<é><∑><漢>\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        _machine.Type("echo never " + ControlC);
        _ = _machine.Expect("echo never ^C\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        _machine.Type("cat <<END\r$((6 * 7))\rEND\r");
        _ = _machine.Expect("\n42\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [Test]
    public void Processes_jobs_signals_and_capabilities_are_completed()
    {
        _ = _machine.Run("busybox sleep 100 &");
        string id = _machine.Run("echo $!").Trim();
        Assert.That(_machine.Run("ps " + id), Does.Contain(" busybox\n"), "it is the number of the program");
        // What other tests left may have a number that begins alike; then all of this one's is typed.
        string[] numbers = [.. _machine.Run("ps").Split('\n').Select(line => line.Trim().Split(' ')[0])];
        bool isAlone = numbers.Count(number => number.StartsWith(id[..^1], StringComparison.Ordinal)) == 1;
        _machine.Type("kill -KI\t" + (isAlone ? id[..^1] : id) + "\t");
        _ = _machine.Expect("kill -KILL " + id);
        _machine.Type("\r");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        Assert.That(_machine.Run("wait " + id + "; echo $?"), Is.EqualTo("137\n"));
    }

    [Test]
    public void A_live_view_is_stopped_and_brought_back_and_never_draws_from_the_background()
    {
        _machine.Type("top\r");
        _ = _machine.Expect("%CPU");
        _machine.Type(ControlZ);
        Assert.That(_machine.Expect(ConsoleMachine.Prompt), Does.Contain("Stopped"));
        _machine.Type("bg\r");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        Assert.That(_machine.Run("sleep 2; echo quiet"), Does.Contain("quiet").And.Not.Contain("%CPU"));
        Assert.That(_machine.Run("jobs"), Does.Match("Stopped +top"));
        _machine.Type("fg\r");
        _ = _machine.Expect("%CPU");
        _machine.Type("q");
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [Test]
    public void A_shell_with_less_has_what_it_was_given_and_no_more()
    {
        _ = _machine.Run("mkdir /given; echo seen > /given/file; cp /bin/busybox /given/busybox; /bin/busybox chmod 755 /given/busybox");
        _ = _machine.Run("busybox sleep 100 &");
        string outside = _machine.Run("echo $!").Trim();
        _machine.Type("run --with dir=/given:r,mem=32M shell\r");
        const string Prompt = "confined:/$ ";
        _ = _machine.Expect(Prompt);
        string Ask(string line)
        {
            _machine.Type(line + "\r");
            _ = _machine.Expect("\n");
            return _machine.Expect(Prompt)[..^Prompt.Length];
        }

        string files = Ask("ls; cat file; cat ../../bin/busybox");
        string changes = Ask("echo no > new; /busybox touch /new; ls /proc /given");
        string signal = Ask("kill -9 " + outside);
        string powers = Ask("dmesg; halt; caps; mem");
        string status = Ask("/busybox sh -c 'exit 3'; echo $?");
        string processes = Ask("/busybox sleep 9 & ps");
        _machine.Type("/busybox sleep 100\r");
        _ = _machine.Expect("sleep 100\n");
        System.Threading.Thread.Sleep(500);
        _machine.Type(ControlZ);
        Assert.That(_machine.Expect(Prompt), Does.Contain("Stopped"));
        _machine.Type("exit\r");
        _ = _machine.Expect("stopped jobs");
        _machine.Type("exit\r");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        string after = _machine.Run("cat /given/file; kill -9 " + outside + "; wait " + outside + "; echo $?");
        Assert.Multiple(() =>
        {
            Assert.That(files, Is.EqualTo("busybox  file\nseen\ncat: ../../bin/busybox: No such file or directory\n"));
            Assert.That(changes, Does.Contain("Permission denied").Or.Contain("Operation not permitted"));
            Assert.That(signal, Does.Contain("No such process"));
            Assert.That(powers, Does.Match("(?s)not given the kernel's log.*power over the machine.*the whole machine.*memory counters"));
            Assert.That(status, Is.EqualTo("3\n"));
            Assert.That(processes, Does.Contain("busybox").And.Not.Match($"(?m)^ *{outside} "), "its own process, and not the one outside");
            Assert.That(after, Is.EqualTo("seen\n137\n"));
        });
    }

    [Test]
    public void A_program_has_the_console_as_far_as_it_was_given_until_it_is_taken_back()
    {
        string written = _machine.Run("run --with dir=/:rw,console=w /bin/busybox sh /writer");
        string withheld = _machine.Run("run --with dir=/:rw,console=none /bin/busybox sh /none; echo $?");
        _ = _machine.Run("busybox sh /loser &");
        string taken = _machine.Run("sleep 1; cat /tmp/size; revoke --console $!; wait; cat /tmp/lost");
        Assert.Multiple(() =>
        {
            Assert.That(written, Does.Contain("shown\n").And.Contain("unread\n").And.Contain("unchanged\n").And.Contain("Operation not permitted"));
            Assert.That(withheld, Is.EqualTo("7\n"));
            Assert.That(taken, Does.Match("(?s)^[0-9]+ [0-9]+\n.*lost\n"), "it saw the window, and then no more");
        });
    }

    [Test]
    public void An_interrupt_character_ends_a_program_and_the_line()
    {
        _machine.Type("busybox sh -c 'echo begun; sleep 100'; echo not reached\r");
        _ = _machine.Expect("\nbegun\n");
        _machine.Type(ControlC);
        Assert.That(_machine.Expect(ConsoleMachine.Prompt), Does.StartWith("^C\n").And.Not.Contain("not reached"));
        Assert.That(_machine.Run("echo status $?"), Is.EqualTo("status 130\n"));
    }

    /// <summary>Issue 5, item 2: who only computes is taken off the processor, and hears the terminal.</summary>
    [Test]
    public void A_program_in_an_endless_loop_is_interrupted_and_keeps_nobody_waiting()
    {
        _machine.Type("busybox sh -c 'echo begun; while :; do :; done'; echo not reached\r");
        _ = _machine.Expect("\nbegun\n");
        _machine.Type(ControlC);
        Assert.That(_machine.Expect(ConsoleMachine.Prompt), Does.StartWith("^C\n").And.Not.Contain("not reached"));
        _ = _machine.Run("busybox sh -c 'while :; do :; done' &");
        Assert.That(_machine.Run("sleep 0.2; echo slept"), Is.EqualTo("slept\n"));
        Assert.That(_machine.Run("busybox usleep 100000; busybox echo ran"), Is.EqualTo("ran\n"));
        Assert.That(_machine.Run("gc collect >/dev/null; echo collected"), Is.EqualTo("collected\n"));
        _ = _machine.Run("kill %1");
        _ = _machine.Run("wait");
        Assert.That(_machine.Run("jobs"), Is.Empty);
    }

    [Test]
    public void A_program_reads_lines_that_the_terminal_edits_until_their_end()
    {
        _machine.Type("busybox cat\rtwX\u007fo\r");
        _ = _machine.Expect("\ntwo\n");
        _machine.Type(ControlD);
        _ = _machine.Expect(ConsoleMachine.Prompt);
        Assert.That(_machine.Run("echo status $?"), Is.EqualTo("status 0\n"));
    }

    [Test]
    public void What_is_typed_while_a_program_runs_and_does_not_read_is_typed_for_the_shell()
    {
        _machine.Type("busybox sleep 1\recho ah$((1))ead\r");
        _ = _machine.Expect("\nah1ead\n");
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [Test]
    public void A_job_is_stopped_listed_continued_and_interrupted()
    {
        _machine.Type("busybox sh -c 'echo begun; sleep 100'\r");
        _ = _machine.Expect("\nbegun\n");
        _machine.Type(ControlZ);
        Assert.That(_machine.Expect(ConsoleMachine.Prompt), Does.Contain("Stopped"));
        Assert.That(_machine.Run("jobs"), Does.Match("Stopped +busybox sh"));
        Assert.That(_machine.Run("bg"), Does.Contain("&\n"));
        Assert.That(_machine.Run("jobs"), Does.Match("Running +busybox sh"));
        _machine.Type("fg\r");
        _ = _machine.Expect("sleep 100'\n");
        _machine.Type(ControlC);
        _ = _machine.Expect(ConsoleMachine.Prompt);
        Assert.That(_machine.Run("jobs"), Is.Empty);
    }

    [Test]
    public void A_job_in_the_background_is_killed_and_told_of()
    {
        Assert.That(_machine.Run("busybox sleep 100 &"), Does.StartWith("[1] "));
        _ = _machine.Run("kill %1");
        _ = _machine.Run("wait");
        Assert.That(_machine.Run("jobs"), Is.Empty);
    }

    [Test]
    public void A_job_in_the_background_that_reads_is_stopped_until_it_has_the_terminal()
    {
        _ = _machine.Run("busybox head -n 1 &");
        _ = _machine.Run("busybox usleep 200000");
        Assert.That(_machine.Run("jobs"), Does.Match("Stopped +busybox head"));
        _machine.Type("fg\rgiven\r");
        Assert.That(_machine.Expect(ConsoleMachine.Prompt), Does.Contain("given\ngiven\n"));
    }

    [Test]
    public void The_terminal_tells_its_size_and_settings_and_a_killed_program_leaves_none_behind()
    {
        Assert.That(_machine.Run("busybox stty size"), Is.EqualTo("25 80\n"));
        Assert.That(_machine.Run("busybox stty -a"), Does.Contain("isig icanon").And.Contain("intr = ^C"));
        _ = _machine.Run("busybox sh -c 'stty raw -echo; kill -9 $$'");
        Assert.That(_machine.Run("busybox stty -a"), Does.Contain(" icanon").And.Contain(" echo "));
        Assert.That(_machine.Run("busybox tty"), Is.EqualTo("/dev/console\n"));
    }

    [Test]
    public void A_terminal_that_answers_how_large_it_is_gives_its_size_to_programs()
    {
        _machine.Type("\u001b[30;100R");
        Assert.That(_machine.Run("busybox stty size"), Is.EqualTo("30 100\n"));
        _machine.Type("\u001b[25;80R");
        Assert.That(_machine.Run("busybox stty size"), Is.EqualTo("25 80\n"));
    }

    [Test]
    public void A_shell_that_is_a_program_has_jobs_of_its_own()
    {
        _machine.Type("PS1='ash> ' busybox sh\r");
        _ = _machine.Expect("\nash> ");
        _machine.Type("sleep 100\r");
        _ = _machine.Expect("sleep 100\n");
        _ = _machine.Control; // connects, while the program begins
        System.Threading.Thread.Sleep(300);
        _machine.Type(ControlZ);
        Assert.That(_machine.Expect("\nash> "), Does.Contain("Stopped"));
        _machine.Type("fg\r");
        _ = _machine.Expect("sleep 100\n");
        System.Threading.Thread.Sleep(300);
        _machine.Type(ControlC);
        _ = _machine.Expect("\nash> ");
        _machine.Type("exit\r");
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [Test]
    public void An_editor_draws_reads_keys_and_writes_its_file()
    {
        _machine.Type("busybox vi /tmp/text\r");
        _ = _machine.Expect("~");
        _machine.Type("ione two" + Escape);
        System.Threading.Thread.Sleep(500); // an escape that is followed at once is the beginning of a key
        _machine.Type(":wq\r");
        _ = _machine.Expect(ConsoleMachine.Prompt);
        Assert.That(_machine.Run("busybox cat /tmp/text"), Is.EqualTo("one two\n"));
    }

    [Test]
    public void What_the_shell_runs_itself_shares_the_terminal_with_programs()
    {
        Assert.That(_machine.Run("echo a b | busybox wc -w"), Is.EqualTo("2\n"));
        Assert.That(_machine.Run("busybox echo c d | wc -w").Trim(), Is.EqualTo("2"));
        _machine.Type("sleep 100 | busybox sh -c 'echo begun; cat'\r");
        _ = _machine.Expect("\nbegun\n");
        _machine.Type(ControlC);
        _ = _machine.Expect(ConsoleMachine.Prompt);
    }

    [Test]
    public void A_program_without_descriptors_of_the_terminal_opens_it_by_name() =>
        Assert.That(_machine.Run("busybox sh -c 'echo shown > /dev/tty; echo hidden' > /dev/null"), Is.EqualTo("shown\n"));
}
