using System.Linq;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed class TextTerminalTests
{
    /// <summary>Test runners drop tests whose names hold control characters: in test cases they are written as their pictures, U+2400 on.</summary>
    private static string Controls(string pictures) =>
        string.Concat(pictures.Select(unit => unit is >= '\u2400' and < '\u2420' ? (char)(unit - 0x2400) : unit));

    private static string Pictures(string controls) => controls.Replace('\e', '␛');

    [TestCase("hello", ExpectedResult = "hello")]
    [TestCase("one\r\ntwo", ExpectedResult = "one\ntwo")]
    [TestCase("one\ntwo", ExpectedResult = "one\n   two", Description = "a line feed alone keeps the column")]
    [TestCase("ab␈c", ExpectedResult = "ac")]
    [TestCase("a\tb", ExpectedResult = "a       b")]
    [TestCase("0123456789ab", ExpectedResult = "0123456789\nab")]
    [TestCase("1\r\n2\r\n3\r\n4\r\n5", ExpectedResult = "2\n3\n4\n5")]
    [TestCase("abc␛[1;1HX", ExpectedResult = "Xbc")]
    [TestCase("␛[2;3Hx␛[Ay␛[2Dz", ExpectedResult = "  zy\n  x")]
    [TestCase("␛[99;99Hx", ExpectedResult = "\n\n\n         x")]
    [TestCase("␛[3dx␛[5Gy␛[Ez␛[Fw", ExpectedResult = "\n\nw   y\nz")]
    [TestCase("abcdef␛[3D␛[K", ExpectedResult = "abc")]
    [TestCase("abcdef␛[3D␛[1K", ExpectedResult = "    ef")]
    [TestCase("abcdef␛[2K", ExpectedResult = "")]
    [TestCase("a\r\nb\r\nc␛[2;1H␛[J", ExpectedResult = "a")]
    [TestCase("a\r\nb\r\nc␛[2;1H␛[1J", ExpectedResult = "\n\nc")]
    [TestCase("abcdef␛[1;2H␛[2@", ExpectedResult = "a  bcdef")]
    [TestCase("0123456789␛[1;2H␛[3@", ExpectedResult = "0   123456")]
    [TestCase("abcdef␛[1;2H␛[2P", ExpectedResult = "adef")]
    [TestCase("abcdef␛[1;2H␛[2X", ExpectedResult = "a  def")]
    [TestCase("abc␛[1;1H␛[4hX␛[4lY", ExpectedResult = "XYbc")]
    [TestCase("1\r\n2\r\n3␛[2;1H␛[L", ExpectedResult = "1\n\n2\n3")]
    [TestCase("1\r\n2\r\n3␛[1;1H␛[2M", ExpectedResult = "3")]
    [TestCase("1\r\n2\r\n3\r\n4␛[2S", ExpectedResult = "3\n4")]
    [TestCase("1\r\n2\r\n3\r\n4␛[T", ExpectedResult = "\n1\n2\n3")]
    [TestCase("1\r\n2\r\n3\r\n4␛[2;3r␛[3;1H\nx", ExpectedResult = "1\n3\nx\n4", Description = "only the region scrolls")]
    [TestCase("1\r\n2\r\n3\r\n4␛[2;3r␛[2;1H␛Mx", ExpectedResult = "1\nx\n2\n4")]
    [TestCase("1\r\n2\r\n3\r\n4␛[2;3r␛[4;1H\nx", ExpectedResult = "1\n2\n3\nx", Description = "below the region nothing scrolls")]
    [TestCase("␛[2;3r␛[?6h␛[1;1Hx␛[9;1Hy", ExpectedResult = "\nx\ny", Description = "origin mode")]
    [TestCase("a␛[3b", ExpectedResult = "aaaa")]
    [TestCase("␛[?7l0123456789ab", ExpectedResult = "012345678b")]
    [TestCase("ab␛7cd␛8X", ExpectedResult = "abXd")]
    [TestCase("ab␛[scd␛[uX", ExpectedResult = "abXd")]
    [TestCase("main␛[?1049h␛[Halt", ExpectedResult = "alt")]
    [TestCase("main␛[?1049h␛[Halt␛[?1049lX", ExpectedResult = "mainX")]
    [TestCase("␛]0;a title␇x", ExpectedResult = "x")]
    [TestCase("␛]0;a title␛\\x", ExpectedResult = "x")]
    [TestCase("␛P1$qm␛\\x", ExpectedResult = "x")]
    [TestCase("␛]0;cut␛[1mx", ExpectedResult = "x", Description = "a sequence cuts a string off")]
    [TestCase("␛[3␘x", ExpectedResult = "x", Description = "CAN breaks a sequence off")]
    [TestCase("␛[1\r;1mx", ExpectedResult = "x", Description = "controls work inside sequences")]
    [TestCase("␛[>4;2mx␛[?1;2;3zy␛[=1cz", ExpectedResult = "xyz", Description = "what is not known is swallowed whole")]
    [TestCase("␛(0lqk␛(Bx", ExpectedResult = "┌─┐x")]
    [TestCase("␛)0a␎q␏q", ExpectedResult = "a─q")]
    [TestCase("␛[3g\tx", ExpectedResult = "         x")]
    [TestCase("␛[3g␛[3G␛H\r\tx", ExpectedResult = "  x")]
    [TestCase("\t␛[Zx", ExpectedResult = "x")]
    [TestCase("abc␛cx", ExpectedResult = "x")]
    [TestCase("␛#8", ExpectedResult = "EEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE")]
    [TestCase("日本", ExpectedResult = "日本")]
    [TestCase("日本␛[1;2HX", ExpectedResult = " X本", Description = "half a wide character does not stay")]
    [TestCase("日本␛[1;3HX", ExpectedResult = "日X")]
    [TestCase("012345678日", ExpectedResult = "012345678\n日", Description = "a wide character does not fit in the last column")]
    [TestCase("日本␛[1;2H␛[P", ExpectedResult = " 本")]
    [TestCase("01234567日␛[1;1H␛[@", ExpectedResult = " 01234567", Description = "pushed half over the edge, it goes")]
    [TestCase("e\u0301x", ExpectedResult = "ex")]
    public string The_screen_shows_what_was_meant(string written)
    {
        using TerminalUnderTest terminal = new();
        return terminal.Write(Controls(written)).Screen;
    }

    [Test]
    public void C1_controls_are_not_taken_from_UTF_8()
    {
        using TerminalUnderTest terminal = new();
        Assert.That(terminal.Write("\u009b1mx").Screen, Is.EqualTo("1mx"));
    }

    [Test]
    public void A_full_line_wraps_only_when_the_next_character_comes()
    {
        using TerminalUnderTest terminal = new();
        terminal.Write("0123456789");
        Assert.That(terminal.Cursor, Is.EqualTo((0, 9)));
        terminal.Write("\r\n");
        Assert.That(terminal.Cursor, Is.EqualTo((1, 0)), "no empty line after a full one");
        terminal.Write("0123456789\e[Kx");
        Assert.That(terminal.Screen, Is.EqualTo("0123456789\n012345678x"), "an erase ends the pending wrap, as in xterm");
    }

    [TestCase("␛[31m", 1, null)]
    [TestCase("␛[92m", 10, null)]
    [TestCase("␛[44m", null, 4)]
    [TestCase("␛[103m", null, 11)]
    [TestCase("␛[38;5;208m", 208, null)]
    [TestCase("␛[48:5:17m", null, 17)]
    [TestCase("␛[38;5;208;48;5;17m", 208, 17)]
    [TestCase("␛[38;5;300;45m", null, 5, Description = "a color that does not exist changes nothing")]
    [TestCase("␛[31;42m␛[39m", null, 2)]
    [TestCase("␛[31;42m␛[49m", 1, null)]
    [TestCase("␛[31;42m␛[m", null, null)]
    [TestCase("␛[31;42;0m", null, null)]
    public void Colors_are_those_of_the_palette(string sequence, int? foreground, int? background)
    {
        using TerminalUnderTest terminal = new();
        Cell cell = terminal.Write(Controls(sequence) + "x").At(0, 0);
        Assert.That(cell.Foreground, Is.EqualTo(foreground is int f ? CellColor.Palette(f) : CellColor.Default));
        Assert.That(cell.Background, Is.EqualTo(background is int b ? CellColor.Palette(b) : CellColor.Default));
    }

    [TestCase("␛[38;2;255;128;0mx")]
    [TestCase("␛[38:2:255:128:0mx")]
    [TestCase("␛[38:2::255:128:0mx")]
    public void Direct_colors_keep_their_upper_five_bits(string written)
    {
        using TerminalUnderTest terminal = new();
        Cell cell = terminal.Write(Controls(written) + "\e[1my").At(0, 0);
        Assert.That(cell.Foreground.ToRgb(7), Is.EqualTo(0xff8400));
        Assert.That(terminal.At(0, 1).Attributes, Is.EqualTo(CellAttributes.Bold));
    }

    [TestCase("␛[1;2;3;4;5;7;8;9m", CellAttributes.Bold | CellAttributes.Dim | CellAttributes.Italic | CellAttributes.Underline
        | CellAttributes.Blink | CellAttributes.Reverse | CellAttributes.Hidden | CellAttributes.Struck)]
    [TestCase("␛[1;2;3;4;5;7;8;9m␛[22;23;24;25;27;28;29m", CellAttributes.None)]
    [TestCase("␛[4:3m", CellAttributes.Underline)]
    [TestCase("␛[4m␛[4:0m", CellAttributes.None)]
    [TestCase("␛[58;5;3;1m", CellAttributes.Blink | CellAttributes.Italic | CellAttributes.Bold, Description = "unknown codes are taken one by one")]
    public void Attributes_are_switched_on_and_off(string sequence, CellAttributes expected)
    {
        using TerminalUnderTest terminal = new();
        Assert.That(terminal.Write(Controls(sequence) + "x").At(0, 0).Attributes, Is.EqualTo(expected));
    }

    [Test]
    public void Erasing_leaves_the_current_background()
    {
        using TerminalUnderTest terminal = new();
        terminal.Write("\e[1;31;44m\e[2J");
        Assert.That(terminal.At(2, 5), Is.EqualTo(Cell.Blank.WithBackground(CellColor.Palette(4))));
    }

    [TestCase("␛[6n", ExpectedResult = "␛[1;1R")]
    [TestCase("␛[3;7H␛[6n", ExpectedResult = "␛[3;7R")]
    [TestCase("␛[2;3r␛[?6h␛[2;1H␛[6n", ExpectedResult = "␛[2;1R")]
    [TestCase("␛[5n", ExpectedResult = "␛[0n")]
    [TestCase("␛[c", ExpectedResult = "␛[?62;22c")]
    [TestCase("␛[>c", ExpectedResult = "␛[>1;10;0c")]
    [TestCase("␛[18t", ExpectedResult = "␛[8;4;10t")]
    [TestCase("␛[7n␛[c1", ExpectedResult = "␛[?62;22c")]
    public string Questions_are_answered(string written)
    {
        using TerminalUnderTest terminal = new();
        return Pictures(terminal.Write(Controls(written)).Replies);
    }

    [Test]
    public void Lines_that_leave_the_top_can_be_seen_again()
    {
        using TerminalUnderTest terminal = new(10, 3, 4);
        terminal.Write("1\r\n2\r\n3\r\n4\r\n5");
        Assert.That(terminal.Screen, Is.EqualTo("3\n4\n5"));
        terminal.Terminal.ScrollView(1);
        Assert.That(terminal.Screen, Is.EqualTo("2\n3\n4"));
        Assert.That(terminal.Terminal.ShowsCursor, Is.False);
        terminal.Terminal.ScrollView(99);
        Assert.That(terminal.Screen, Is.EqualTo("1\n2\n3"));
        terminal.Write("\r\n6");
        Assert.That(terminal.Screen, Is.EqualTo("1\n2\n3"), "who reads the history keeps seeing it");
        terminal.Terminal.ResetView();
        Assert.That(terminal.Screen, Is.EqualTo("4\n5\n6"));
    }

    [Test]
    public void The_oldest_lines_are_forgotten_first()
    {
        using TerminalUnderTest terminal = new(10, 3, 4);
        for (int line = 1; line <= 20; line++)
        {
            terminal.Write($"{line}\r\n");
        }

        terminal.Terminal.ScrollView(99);
        Assert.That(terminal.Terminal.HistoryCount, Is.EqualTo(4));
        Assert.That(terminal.Screen, Is.EqualTo("15\n16\n17"));
        terminal.Write("\e[3J");
        Assert.That(terminal.Terminal.HistoryCount, Is.Zero);
        Assert.That(terminal.Screen, Is.EqualTo("19\n20"));
    }

    [Test]
    public void The_alternate_screen_leaves_no_history()
    {
        using TerminalUnderTest terminal = new(10, 3, 4);
        terminal.Write("\e[?1049h1\r\n2\r\n3\r\n4\r\n5\e[?1049l");
        Assert.That(terminal.Terminal.HistoryCount, Is.Zero);
    }

    [Test]
    public void Only_rows_that_changed_are_newer()
    {
        using TerminalUnderTest terminal = new();
        ulong before = terminal.Terminal.Version;
        terminal.Write("\e[3;1Hx");
        for (int row = 0; row < 4; row++)
        {
            Assert.That(terminal.Terminal.RowVersion(row) > before, Is.EqualTo(row == 2));
        }
    }

    [Test]
    public void Modes_that_programs_set_can_be_read()
    {
        using TerminalUnderTest terminal = new();
        terminal.Write("\e[?1;2004h\e=\e[?25l");
        Assert.That(terminal.Terminal.Modes, Is.EqualTo(
            TerminalModes.AutoWrap | TerminalModes.ApplicationCursor | TerminalModes.BracketedPaste | TerminalModes.ApplicationKeypad));
        terminal.Write("\e[!p");
        Assert.That(terminal.Terminal.Modes, Is.EqualTo(TerminalModes.AutoWrap | TerminalModes.CursorVisible));
    }

    [Test]
    public void A_size_that_cannot_work_is_refused()
    {
        using GuardedMemory memory = new(1000);
        unsafe
        {
            TextTerminal terminal = default;
            Assert.That(terminal.Initialize(memory.Pointer, memory.Length, 80, 25), Is.False);
            Assert.That(terminal.Initialize(memory.Pointer, memory.Length, 1, 25), Is.False);
        }
    }
}
