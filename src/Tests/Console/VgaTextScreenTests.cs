using System;
using System.Text;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed unsafe class VgaTextScreenTests
{
    private static ushort[] Painted(string text, SimulatedUart machine, Action<TerminalUnderTest>? then = null)
    {
        SimulatedPorts.Plug(machine);
        using GuardedMemory buffer = new(80 * 25 * 2);
        using GuardedMemory copy = new(VgaTextScreen<SimulatedPorts>.BytesNeeded);
        using TerminalUnderTest terminal = new(80, 25, 10);
        VgaTextScreen<SimulatedPorts> screen = default;
        screen.Initialize(buffer.Pointer, copy.Pointer);
        terminal.Write(text);
        screen.Paint(ref terminal.Terminal, int.MaxValue);
        then?.Invoke(terminal);
        screen.Paint(ref terminal.Terminal, int.MaxValue);
        Assert.That(buffer.GuardsAreIntact && copy.GuardsAreIntact);
        Assert.That(buffer.Span.SequenceEqual(copy.Span), "the copy is what the device holds");
        return new Span<ushort>(buffer.Pointer, 80 * 25).ToArray();
    }

    [Test]
    public void Characters_and_colors_are_those_of_the_device()
    {
        ushort[] cells = Painted("A\e[31mB\e[1;44mC\e[0;7mD\e[0;8mE\e[0m┌é日", new SimulatedUart());
        Assert.That(cells[..8], Is.EqualTo(new ushort[] { 0x0741, 0x0442, 0x1c43, 0x7044, 0x0720, 0x07da, 0x0782, 0x073f }));
    }

    [Test]
    public void The_hardware_cursor_follows()
    {
        SimulatedUart machine = new();
        _ = Painted("\e[3;5H", machine);
        Assert.That(machine.Crtc[0x0e] << 8 | machine.Crtc[0x0f], Is.EqualTo((2 * 80) + 4));
        Assert.That(machine.Crtc[0x0a] & 0x20, Is.Zero);
        _ = Painted("\e[3;5H\e[?25l", machine);
        Assert.That(machine.Crtc[0x0a] & 0x20, Is.Not.Zero);
    }

    [Test]
    public void Scrolling_moves_what_is_seen()
    {
        StringBuilder text = new();
        for (int line = 0; line < 30; line++)
        {
            _ = text.Append($"{(char)('A' + (line % 26))}\r\n");
        }

        ushort[] cells = Painted(text.ToString(), new SimulatedUart());
        Assert.That((char)(cells[0] & 0xff), Is.EqualTo('G'));
        cells = Painted(text.ToString(), new SimulatedUart(), terminal => terminal.Terminal.ScrollView(3));
        Assert.That((char)(cells[0] & 0xff), Is.EqualTo('D'));
    }

    [Test]
    public void The_code_page_draws_its_own_characters()
    {
        // Facts of code page 437, a sample of each of its parts.
        foreach ((string text, int code) in new[] { ("☺", 1), ("→", 0x1a), ("Ç", 0x80), ("ß", 0xe1), ("░", 0xb0), ("█", 0xdb), ("═", 0xcd), ("╬", 0xce), ("√", 0xfb), ("\u00a0", 0x20) })
        {
            Assert.That(CodePage437.From(text[0]), Is.EqualTo(code), text);
        }

        Assert.That(CodePage437.From('╭'), Is.EqualTo(CodePage437.From('┌')));
        Assert.That(CodePage437.From(0x65e5), Is.EqualTo((byte)'?'));
    }
}
