using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>The line discipline, as termios(3) and tty_ioctl(4) have it.</summary>
[TestFixture]
public sealed class TerminalTests
{
    private TypedTerminal _terminal = null!;

    [SetUp]
    public void Start() => _terminal = new TypedTerminal();

    [TearDown]
    public void Stop() => _terminal.Dispose();

    [Test]
    public void Settings_are_36_bytes_and_begin_as_on_Linux()
    {
        byte[] bytes = new byte[Termios.Size];
        Termios.Default.Write(bytes);
        Assert.That(Convert.ToHexString(bytes), Is.EqualTo("0005000005000000BF0400003B8A0000" + "00" + "031C7F150400010011131A00120F171600" + "0000"));
        byte[] again = new byte[Termios.Size];
        Termios.Read(bytes).Write(again);
        Assert.That(again, Is.EqualTo(bytes));
    }

    [Test]
    public void A_line_is_read_when_it_is_complete()
    {
        Caller caller = new();
        byte[] into = new byte[100];
        caller.Read(_terminal.File, into);
        _terminal.Type("hel");
        Assert.That(caller.Resume(), Is.False);
        Assert.That(_terminal.Terminal.InputCount, Is.Zero);
        _terminal.Type("lo\rnext");
        Assert.That(caller.Resume());
        Assert.That(Encoding.Latin1.GetString(into, 0, caller.Done), Is.EqualTo("hello\n"));
        Assert.That(_terminal.Shown, Is.EqualTo("hello\r\nnext"));
        Assert.That(_terminal.Read(), Is.Null);
    }

    [Test]
    public void A_long_line_is_read_in_parts_and_two_lines_apart()
    {
        _terminal.Type("abcdef\nx\n");
        Assert.That(_terminal.Terminal.InputCount, Is.EqualTo(9));
        Assert.That(_terminal.Read(4), Is.EqualTo("abcd"));
        Assert.That(_terminal.Read(4), Is.EqualTo("ef\n"));
        Assert.That(_terminal.Read(), Is.EqualTo("x\n"));
    }

    [Test]
    public void End_of_file_ends_a_read_and_is_an_end_only_in_an_empty_line()
    {
        _terminal.Type("ab\u0004");
        Assert.That(_terminal.Read(2), Is.EqualTo("ab"), "the end is taken with what is before it");
        Assert.That(_terminal.Read(), Is.Null);
        _terminal.Type("cd\u0004\u0004");
        Assert.That(_terminal.Read(), Is.EqualTo("cd"));
        Assert.That(_terminal.Terminal.InputCount, Is.Zero);
        Assert.That(_terminal.Read(), Is.Empty);
        Assert.That(_terminal.Shown, Is.EqualTo("abcd"), "it is not echoed");
    }

    [TestCase("ab\u007fc\n", "ac\n", "ab\b \bc\r\n")]
    [TestCase("\u007fa\n", "a\n", "a\r\n")]
    [TestCase("a\u0001\u007f\n", "a\n", "a^A\b \b\b \b\r\n")]
    [TestCase("ab\t\u007fc\n", "abc\n", "ab\t\b\b\b\b\b\bc\r\n")]
    [TestCase("one two  \u0017x\n", "one x\n", "one two  \b \b\b \b\b \b\b \b\b \bx\r\n")]
    [TestCase("abc\u0015d\n", "d\n", "abc\b \b\b \b\b \bd\r\n")]
    [TestCase("a\u0016\u0003b\n", "a\u0003b\n", "a^\b^Cb\r\n")]
    [TestCase("a\u0016\u007f\n", "a\u007f\n", "a^\b^?\r\n")]
    [TestCase("ab\u0012c\n", "abc\n", "ab^R\r\nabc\r\n")]
    [TestCase("a\u001b[A\n", "a\u001b[A\n", "a^[[A\r\n")]
    public void Typing_edits_the_line_and_shows_it(string typed, string read, string shown)
    {
        _terminal.Type(typed);
        Assert.That(_terminal.Read(), Is.EqualTo(read));
        Assert.That(_terminal.Shown, Is.EqualTo(shown));
    }

    [Test]
    public void Erasing_takes_a_whole_character_of_UTF_8()
    {
        Termios settings = _terminal.Terminal.Settings;
        settings.Input |= InputModes.Utf8;
        _terminal.Set(settings);
        string umlaut = Encoding.Latin1.GetString("ä"u8);
        _terminal.Type($"x{umlaut}\u007fy\n");
        Assert.That(_terminal.Read(), Is.EqualTo("xy\n"));
        Assert.That(_terminal.Shown, Is.EqualTo($"x{umlaut}\b \by\r\n"));
    }

    [Test]
    public void Echo_follows_its_modes()
    {
        _terminal.Change(off: LocalModes.Echo);
        _terminal.Type("secret\n");
        Assert.That(_terminal.Shown, Is.Empty);
        _terminal.Change(off: LocalModes.None, on: LocalModes.EchoNewline);
        _terminal.Type("secret\n");
        Assert.That(_terminal.Shown, Is.EqualTo("\r\n"));
        _terminal.Change(off: LocalModes.EchoKillErase, on: LocalModes.Echo);
        _terminal.Type("ab\u0015");
        Assert.That(_terminal.Shown, Is.EqualTo("ab^U\r\n"));
        _terminal.Change(off: LocalModes.EchoErase);
        _terminal.Type("ab\u007f");
        Assert.That(_terminal.Shown, Is.EqualTo("ab^?"));
        _terminal.Change(off: LocalModes.EchoControl);
        _terminal.Type("\u0001");
        Assert.That(_terminal.Shown, Is.EqualTo("\u0001"));
    }

    [Test]
    public void Returns_and_newlines_become_each_other_as_the_modes_say()
    {
        Termios settings = _terminal.Terminal.Settings;
        settings.Input = InputModes.IgnoreReturn;
        _terminal.Set(settings);
        _terminal.Type("a\rb\n");
        Assert.That(_terminal.Read(), Is.EqualTo("ab\n"));
        settings.Input = InputModes.NewlineToReturn;
        settings.Characters[(int)ControlCharacter.EndOfLine] = (byte)';';
        _terminal.Set(settings);
        _terminal.Type("a\nb;");
        Assert.That(_terminal.Read(), Is.EqualTo("a\rb;"));
    }

    [Test]
    public void A_line_that_is_too_long_is_cut_and_rings()
    {
        _terminal.Change(off: LocalModes.Echo);
        _terminal.Type(new string('x', 4095));
        Assert.That(_terminal.Shown, Is.Empty);
        _terminal.Type("yz");
        Assert.That(_terminal.Shown, Is.EqualTo("\a\a"));
        _terminal.Type("\n");
        Assert.That(_terminal.Read(), Is.EqualTo(new string('x', 4095) + "\n"));
    }

    [Test]
    public void Lines_nobody_reads_leave_no_room_but_for_an_interrupt()
    {
        _terminal.Change(off: LocalModes.Echo);
        byte[] lines = [.. Enumerable.Repeat(new[] { (byte)'x', (byte)'\n' }, 3000).SelectMany(each => each)];
        int taken = _terminal.Terminal.Receive(lines);
        Assert.That(taken, Is.EqualTo(4095));
        Assert.That(_terminal.Terminal.Receive("x"u8), Is.Zero);
        Assert.That(_terminal.Terminal.Receive([3]), Is.EqualTo(1));
        Assert.That(_terminal.Group.Sent, Is.EqualTo(new[] { Signal.Interrupt }));
        Assert.That(_terminal.Terminal.Receive("x"u8), Is.EqualTo(1), "the interrupt has dropped it all");
    }

    [TestCase('\u0003', Signal.Interrupt, "^C")]
    [TestCase('\u001c', Signal.Quit, "^\\")]
    [TestCase('\u001a', Signal.TerminalStop, "^Z")]
    public void A_signal_character_is_sent_to_the_foreground_and_drops_what_was_typed(char typed, Signal signal, string shown)
    {
        _terminal.Type("ab" + typed);
        Assert.That(_terminal.Group.Sent, Is.EqualTo(new[] { signal }));
        Assert.That(_terminal.Shown, Does.EndWith(shown));
        _terminal.Type("\n");
        Assert.That(_terminal.Read(), Is.EqualTo("\n"));
        _terminal.Change(off: LocalModes.None, on: LocalModes.NoFlush);
        _terminal.Type($"ab{typed}\n");
        Assert.That(_terminal.Read(), Is.EqualTo("ab\n"));
        _terminal.Change(off: LocalModes.Signals);
        _terminal.Type($"{typed}\n");
        Assert.That(_terminal.Read(), Is.EqualTo($"{typed}\n"));
        Assert.That(_terminal.Group.Sent, Is.EqualTo(new[] { signal }));
    }

    [Test]
    public void Raw_input_waits_for_the_minimum_of_bytes()
    {
        _terminal.SetRaw(minimum: 3, time: 0);
        _terminal.Type("ab");
        Assert.That(_terminal.Read(), Is.Null);
        Assert.That(_terminal.File.Poll(out _) & PollEvents.Readable, Is.EqualTo(PollEvents.None));
        Assert.That(_terminal.Read(2), Is.EqualTo("ab"), "no more than is asked for");
        _terminal.Type("c\rde");
        Assert.That(_terminal.Read(), Is.EqualTo("c\nde"), "ICRNL still holds");
        _terminal.SetRaw(minimum: 0, time: 0);
        Assert.That(_terminal.Read(), Is.Empty);
    }

    [Test]
    public void Raw_input_with_a_time_and_no_minimum_waits_so_long()
    {
        _terminal.SetRaw(minimum: 0, time: 2);
        Caller caller = new();
        caller.Read(_terminal.File, new byte[10]);
        Assert.That(caller.IsWaiting);
        _terminal.Clock.Advance(199_999_999);
        Assert.That(caller.Resume(), Is.False);
        _terminal.Clock.Advance(1);
        Assert.That(caller.Resume());
        Assert.That((caller.IsWaiting, caller.Done, caller.Error), Is.EqualTo((false, 0, Errno.None)));
        caller.Read(_terminal.File, new byte[10]);
        _terminal.Type("x");
        Assert.That(caller.Resume());
        Assert.That(caller.Done, Is.EqualTo(1));
        Assert.That(_terminal.Clock.Pending, Is.Zero);
    }

    [Test]
    public void Raw_input_with_both_lets_the_time_run_between_bytes()
    {
        _terminal.SetRaw(minimum: 3, time: 1);
        Caller caller = new();
        caller.Read(_terminal.File, new byte[10]);
        _terminal.Clock.Advance(1_000_000_000);
        Assert.That(caller.IsWaiting, "it has not begun");
        _terminal.Type("a");
        caller.Resume();
        _terminal.Clock.Advance(90_000_000);
        _terminal.Type("b");
        caller.Resume();
        _terminal.Clock.Advance(90_000_000);
        caller.Resume();
        Assert.That(caller.IsWaiting, "each byte starts it anew");
        _terminal.Clock.Advance(10_000_000);
        Assert.That(caller.Resume());
        Assert.That((caller.IsWaiting, caller.Done), Is.EqualTo((false, 2)));
    }

    [Test]
    public void What_was_typed_raw_is_a_line_when_lines_are_asked_for_again()
    {
        _terminal.SetRaw(minimum: 5, time: 0);
        _terminal.Type("ab");
        _terminal.Change(off: LocalModes.None, on: LocalModes.Canonical);
        Assert.That(_terminal.Read(), Is.EqualTo("ab"));
        _terminal.Type("cd");
        _terminal.SetRaw(minimum: 1, time: 0);
        Assert.That(_terminal.Read(), Is.EqualTo("cd"));
    }

    [Test]
    public void Output_is_processed_as_the_modes_say()
    {
        _terminal.Write("a\nb\tc\r");
        Assert.That(_terminal.Shown, Is.EqualTo("a\r\nb\tc\r"));
        Termios settings = _terminal.Terminal.Settings;
        settings.Output = OutputModes.Process | OutputModes.ExpandTabs | OutputModes.ToUpper | OutputModes.NoReturnAtStart | OutputModes.ReturnToNewline;
        _terminal.Set(settings);
        _terminal.Write("\rab\tc\r");
        Assert.That(_terminal.Shown, Is.EqualTo("AB      C\n"));
        settings.Output = OutputModes.None;
        _terminal.Set(settings);
        _terminal.Write("a\n\t");
        Assert.That(_terminal.Shown, Is.EqualTo("a\n\t"));
    }

    [Test]
    public void Output_waits_for_a_slow_device_and_a_drain_for_all_of_it()
    {
        _terminal.Room = 10;
        _terminal.Write(new string('x', 6000));
        Assert.That(_terminal.Caller.IsWaiting);
        Assert.That(_terminal.File.Poll(out _) & PollEvents.Writable, Is.EqualTo(PollEvents.None));
        Caller draining = new();
        _terminal.Room = 3000;
        _terminal.Terminal.ContinueOutput();
        Assert.That(_terminal.Caller.Resume());
        Assert.That(_terminal.Caller.IsWaiting, Is.False);
        draining.Call(_terminal.Terminal.TryDrain);
        Assert.That(draining.IsWaiting);
        Termios settings = _terminal.Terminal.Settings;
        Assert.That(_terminal.Terminal.TrySetSettings(in settings, TerminalChange.AfterOutput).IsWaiting);
        _terminal.Room = 9000;
        _terminal.Terminal.ContinueOutput();
        Assert.That(draining.Resume());
        Assert.That((draining.IsWaiting, _terminal.Shown.Length), Is.EqualTo((false, 6000)));
    }

    [Test]
    public void Output_is_held_and_goes_on()
    {
        _terminal.Type("\u0013");
        _terminal.Write("x");
        Assert.That((_terminal.Shown, _terminal.Terminal.OutputCount), Is.EqualTo((string.Empty, 1)));
        _terminal.Type("\u0011");
        Assert.That(_terminal.Shown, Is.EqualTo("x"));
        _terminal.Terminal.Control(TerminalFlow.HoldOutput);
        _terminal.Write("y");
        _terminal.Terminal.Flush(TerminalQueue.Output);
        _terminal.Terminal.Control(TerminalFlow.ContinueOutput);
        Assert.That(_terminal.Shown, Is.Empty);
        _terminal.Terminal.Control(TerminalFlow.HoldInput);
        Assert.That(_terminal.Shown, Is.EqualTo("\u0013"));
    }

    [Test]
    public void The_background_is_stopped()
    {
        TypedTerminal.NotedGroup other = new(11);
        Terminal terminal = _terminal.Terminal;
        Assert.That(terminal.MayRead(_terminal.Group, JobStanding.Orphaned), Is.EqualTo(JobVerdict.Allowed));
        Assert.That(terminal.MayRead(other, JobStanding.None), Is.EqualTo(JobVerdict.Stopped));
        Assert.That(other.Sent, Is.EqualTo(new[] { Signal.TerminalInput }));
        Assert.That(terminal.MayRead(other, JobStanding.RefusesSignal), Is.EqualTo(JobVerdict.Failed));
        Assert.That(terminal.MayRead(other, JobStanding.Orphaned), Is.EqualTo(JobVerdict.Failed));
        Assert.That(terminal.MayWrite(other, JobStanding.None), Is.EqualTo(JobVerdict.Allowed));
        _terminal.Change(off: LocalModes.None, on: LocalModes.StopBackgroundOutput);
        Assert.That(terminal.MayWrite(other, JobStanding.None), Is.EqualTo(JobVerdict.Stopped));
        Assert.That(other.Sent, Is.EqualTo(new[] { Signal.TerminalOutput }));
        Assert.That(terminal.MayWrite(other, JobStanding.RefusesSignal), Is.EqualTo(JobVerdict.Allowed));
        Assert.That(terminal.MayChange(other, JobStanding.Orphaned), Is.EqualTo(JobVerdict.Failed));
        Assert.That(other.Sent, Is.Empty);
    }

    [Test]
    public void A_new_window_size_is_told_once()
    {
        _terminal.Terminal.SetWindow(new WindowSize(25, 80, 0, 0));
        _terminal.Terminal.SetWindow(new WindowSize(25, 80, 0, 0));
        Assert.That(_terminal.Group.Sent, Is.EqualTo(new[] { Signal.WindowChange }));
    }

    [Test]
    public void Who_is_hung_up_reads_the_end_and_cannot_write()
    {
        Caller caller = new();
        caller.Read(_terminal.File, new byte[10]);
        _terminal.Terminal.HangUp();
        Assert.That(_terminal.Group.Sent, Is.EqualTo(new[] { Signal.HangUp, Signal.Continue }));
        Assert.That(caller.Resume());
        Assert.That((caller.Done, caller.Error), Is.EqualTo((0, Errno.None)));
        caller.Write(_terminal.File, [1]);
        Assert.That(caller.Error, Is.EqualTo(Errno.InputOutput));
        Assert.That(_terminal.File.Poll(out _) & PollEvents.HungUp, Is.EqualTo(PollEvents.HungUp));
        OpenFile again = AnonymousFileSystem.Open(_terminal.Terminal, OpenFlags.Read | OpenFlags.Write);
        Assert.That(again.TryOpen(Credentials.Kernel).IsDone);
        caller.Write(again, "x"u8.ToArray());
        Assert.That(_terminal.Shown, Is.EqualTo("x"), "who opens it anew has it");
        again.Close();
    }
}
