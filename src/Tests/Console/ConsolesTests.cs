using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed unsafe class ConsolesTests
{
    private sealed class Machine : IDisposable
    {
        private readonly GuardedMemory _memory = new(Consoles<SimulatedPorts>.BytesNeeded);
        private readonly GuardedMemory _screen = new(60_000);
        private readonly GuardedMemory _video = new(80 * 25 * 2);
        private Consoles<SimulatedPorts> _consoles;

        public Machine(SimulatedUart uart)
        {
            Uart = uart;
            SimulatedPorts.Plug(uart);
            _consoles.Open(_memory.Pointer, SerialPort<SimulatedPorts>.Com1);
        }

        public SimulatedUart Uart { get; }

        public ref Consoles<SimulatedPorts> Consoles => ref _consoles;

        public string Serial => Encoding.UTF8.GetString([.. Uart.Sent]);

        public char Seen(int row, int column) => (char)_video.Span[2 * ((row * 80) + column)];

        public Machine WithScreen()
        {
            Assert.That(_consoles.AttachVgaText(_video.Pointer, _screen.Pointer, _screen.Length));
            return this;
        }

        public string Input()
        {
            StringBuilder text = new();
            while (_consoles.TryRead(out byte value))
            {
                _ = text.Append((char)value);
            }

            return text.ToString();
        }

        public void Dispose()
        {
            Assert.That(_memory.GuardsAreIntact && _screen.GuardsAreIntact && _video.GuardsAreIntact);
            _memory.Dispose();
            _screen.Dispose();
            _video.Dispose();
        }
    }

    [Test]
    public void What_is_written_comes_out_on_every_console()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Consoles.Write("hello"u8);
        Assert.That(machine.Serial, Is.EqualTo("hello"));
        Assert.That(machine.Seen(0, 4), Is.EqualTo('o'));
    }

    [Test]
    public void Kernel_text_returns_the_carriage_at_each_line()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Consoles.Print("a\nb\n\nc"u8);
        Assert.That(machine.Serial, Is.EqualTo("a\r\nb\r\n\r\nc"));
        Assert.That(machine.Seen(3, 0), Is.EqualTo('c'));
    }

    [Test]
    public void Without_any_console_output_goes_nowhere_and_nothing_breaks()
    {
        using Machine machine = new(new SimulatedUart { IsPresent = false });
        machine.Consoles.Print("lost\n"u8);
        machine.Consoles.PollInput();
        machine.Consoles.ScrollView(1);
        Assert.That(machine.Consoles.Flush(1), Is.Zero);
        machine.Consoles.Type("k"u8);
        Assert.That(machine.Input(), Is.EqualTo("k"));
    }

    [Test]
    public void Both_keyboards_feed_one_queue()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Uart.Arrive((byte)'s');
        machine.Consoles.PollInput();
        machine.Consoles.Type("k"u8);
        Assert.That(machine.Consoles.InputCount, Is.EqualTo(2));
        Assert.That(machine.Input(), Is.EqualTo("sk"));
    }

    [Test]
    public void A_burst_is_painted_at_most_sixty_times_a_second()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Consoles.Policy = PaintPolicy.OnFlush;
        const ulong Millisecond = 1_000_000;
        machine.Consoles.Write("a"u8);
        Assert.That(machine.Seen(0, 0), Is.EqualTo(' '));
        Assert.That(machine.Consoles.Flush(100 * Millisecond), Is.Zero);
        Assert.That(machine.Seen(0, 0), Is.EqualTo('a'));
        machine.Consoles.Write("b"u8);
        ulong next = machine.Consoles.Flush(101 * Millisecond);
        Assert.That(machine.Seen(0, 1), Is.EqualTo(' '));
        Assert.That(next, Is.InRange(116 * Millisecond, 117 * Millisecond), "it says when to come back");
        Assert.That(machine.Consoles.Flush(next), Is.Zero);
        Assert.That(machine.Seen(0, 1), Is.EqualTo('b'));
    }

    [Test]
    public void Queued_text_is_seen_at_once_by_nobody_and_sent_in_order()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Consoles.Policy = PaintPolicy.OnFlush;
        machine.Consoles.Queue("one\n"u8);
        Assert.That(machine.Serial, Is.Empty);
        machine.Consoles.Print("urgent\n"u8);
        Assert.That(machine.Serial, Is.EqualTo("one\r\nurgent\r\n"), "what is said at once comes after what was said before");
        machine.Consoles.Queue("two\n"u8);
        Assert.That(machine.Consoles.Flush(1), Is.Zero);
        Assert.That(machine.Serial, Does.EndWith("two\r\n"));
        Assert.That(machine.Seen(2, 0), Is.EqualTo('t'));
    }

    [Test]
    public void A_flush_sends_and_draws_little_and_asks_to_be_called_again()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Consoles.Policy = PaintPolicy.OnFlush;
        byte[] line = Encoding.ASCII.GetBytes(new string('x', 79) + "\n");
        for (int count = 0; count < 24; count++)
        {
            machine.Consoles.Queue(line);
        }

        int flushes = 1;
        ulong now = 1_000_000;
        while (machine.Consoles.Flush(now) is ulong next and not 0)
        {
            Assert.That(next, Is.GreaterThanOrEqualTo(now));
            int sent = machine.Uart.Sent.Count;
            Assert.That(sent, Is.LessThanOrEqualTo(flushes * (256 + 16)));
            now = Math.Max(next, now + 1);
            flushes++;
        }

        Assert.That(flushes, Is.GreaterThanOrEqualTo(24 * 81 / 272));
        Assert.That(machine.Uart.Sent, Has.Count.EqualTo(24 * 81));
        Assert.That(machine.Seen(23, 78), Is.EqualTo('x'));
    }

    [Test]
    public void More_than_the_queue_holds_goes_out_at_the_pace_of_the_line()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(number => $"{number} ")));
        machine.Consoles.Queue(text);
        Assert.That(machine.Uart.Sent, Is.Not.Empty);
        machine.Consoles.Drain();
        Assert.That(machine.Uart.Sent, Is.EqualTo(text));
        Assert.That(machine.Uart.Overruns, Is.Zero);
        machine.Uart.IsStuck = true;
        machine.Consoles.Queue(text);
        machine.Consoles.Drain();
        Assert.That(machine.Uart.Sent, Has.Count.LessThan(text.Length + 17), "a stuck line loses the rest, and nothing hangs");
    }

    [Test]
    public void A_question_gets_one_answer()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Consoles.Write("\e[6n"u8);
        Assert.That(machine.Input(), Is.Empty, "the terminal at the other end of the line answers");
        machine.Consoles.Type("x"u8);
        machine.Consoles.Write("\e[6n"u8);
        Assert.That(machine.Input(), Is.EqualTo("x\e[1;1R"));
    }

    [Test]
    public void A_key_brings_the_view_back_to_the_present()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        for (int line = 0; line < 30; line++)
        {
            machine.Consoles.Print([(byte)('A' + (line % 26)), (byte)'\n']);
        }

        char present = machine.Seen(0, 0);
        machine.Consoles.ScrollView(1);
        machine.Consoles.Paint();
        Assert.That(machine.Seen(0, 0), Is.EqualTo('A'));
        machine.Consoles.Type("x"u8);
        machine.Consoles.Paint();
        Assert.That(machine.Seen(0, 0), Is.EqualTo(present));
    }

    [Test]
    public void The_last_page_keeps_what_is_said_first_and_the_serial_line_has_all_of_it()
    {
        using Machine machine = new Machine(new SimulatedUart()).WithScreen();
        machine.Consoles.Print("before\n\e[?1049hin an editor"u8);
        machine.Consoles.BeginLastPage();
        machine.Consoles.Print("panic: why\n"u8);
        for (int line = 1; line <= 30; line++)
        {
            machine.Consoles.Print(Encoding.UTF8.GetBytes(line.ToString(System.Globalization.CultureInfo.InvariantCulture).PadRight(81, 'x') + "\n"));
        }

        string[] rows = [.. Enumerable.Range(0, 25).Select(row => new string([.. Enumerable.Range(0, 80).Select(column => machine.Seen(row, column))]).TrimEnd())];
        Assert.That(rows[0], Is.EqualTo("panic: why"));
        Assert.That(rows[1], Does.StartWith("1xx"));
        Assert.That(rows[2], Is.EqualTo("x"));
        Assert.That(rows[23], Does.StartWith("12xx"), "the page is full in the middle of a line");
        Assert.That(rows[24], Is.EqualTo("... and more, on the serial line"));
        Assert.That(machine.Serial, Does.EndWith("30" + new string('x', 79) + "\r\n"));
    }

    [Test]
    public void A_last_page_that_is_not_full_says_nothing_of_more()
    {
        using Machine machine = new Machine(new SimulatedUart { IsPresent = false }).WithScreen();
        machine.Consoles.BeginLastPage();
        machine.Consoles.Print("panic: why\nwhere"u8);
        Assert.That((machine.Seen(1, 4), machine.Seen(24, 0)), Is.EqualTo(('e', ' ')));
        for (int line = 0; line < 30; line++)
        {
            machine.Consoles.Print("\n"u8);
        }

        Assert.That((machine.Seen(0, 0), machine.Seen(24, 0), machine.Seen(24, 12)), Is.EqualTo(('p', '.', ' ')));
    }

    [Test]
    public void A_console_nobody_opened_swallows_everything()
    {
        Consoles<SimulatedPorts> closed = default;
        closed.Print("very early\n"u8);
        closed.Type("x"u8);
        closed.Paint();
        Assert.That(closed.TryRead(out _), Is.False);
    }
}
