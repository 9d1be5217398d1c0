using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>Issue 7 item 1: line editing.</summary>
[TestFixture]
public sealed class LineEditorTests
{
    private static readonly string[] _keys =
    [
        "a", "b", " ", "-", "é", "漢", "e\u0301", "😀", "\u001b[D", "\u001b[C", "\u0001", "\u0005", "\u007f", "\u001b[3~", "\u001bb", "\u001bf",
        "\u000b", "\u0015", "\u0017", "\u0019", "\u001by", "\u001bd", "\u001b\u007f", "\u0014", "\u001f", "\u001b[A", "\u001b[B", "\u0010", "\u000e",
        "\u0012", "\u0007", "\u001bu", "\u001bc", "\u001b[1;5D", "\u001b[1;5C", "\u001bOH", "\u001b[F", "long words to fill a row ",
    ];

    // Keys, and the line they leave with the cursor shown as |.
    [TestCase("abc", "abc|")]
    [TestCase("abc<C-b><C-b>x", "axy|bc", "y")]
    [TestCase("one two<C-a>x<C-e>y", "xone twoy|")]
    [TestCase("one two three<M-b><M-b>", "one |two three")]
    [TestCase("one two<C-a><M-f>", "one| two")]
    [TestCase("one two<C-w>", "one |")]
    [TestCase("a/b c<M-DEL>", "a/b |")]
    [TestCase("one two<C-a><C-k>x<C-y>", "xone two|")]
    [TestCase("a b c<C-w><C-w><C-y>", "a b c|")]
    [TestCase("one<C-u>two<C-u><C-y><M-y>", "one|")]
    [TestCase("ab<C-t>", "ba|")]
    [TestCase("abc<C-b><C-t>", "acb|")]
    [TestCase("abc<C-h>", "ab|")]
    [TestCase("abc<C-a><C-d>", "|bc")]
    [TestCase("hello<C-w>world<C-_>", "|")]
    [TestCase("hello<C-w>world<C-_><C-_>", "hello|")]
    [TestCase("hello world<M-b><M-u>", "hello WORLD|")]
    [TestCase("e\u0301x<Left><Left>", "|e\u0301x")]
    [TestCase("a漢b<Left><Backspace>", "a|b")]
    [TestCase("<Up>", "last line|")]
    [TestCase("<Up><Up><Down>", "last line|")]
    [TestCase("draft<Up><Down>", "draft|")]
    [TestCase("<C-r>fir", "echo |first")]
    [TestCase("<C-r>line<C-r>", "second |line")]
    [TestCase("<C-r>line<C-r><C-s>", "last |line")]
    [TestCase("draft<C-r>fir<C-g>", "draft|")]
    [TestCase("<C-r>fir<C-a>x", "x|echo first")]
    [TestCase("<C-r>nosuch", "last li|ne")]
    [TestCase("<M-<>", "echo first|")]
    public void Keys_edit_the_line(string keys, string expected, string more = "")
    {
        LineEditor editor = NewEditor();
        Press(editor, keys + more);
        Assert.That(editor.Text.Insert(editor.Cursor, "|"), Is.EqualTo(expected));
    }

    [Test]
    public void The_text_is_always_what_a_string_and_a_cursor_would_be() => Prop.ForAll(
        Gen.Elements("a", "x", " ", "é", "<Left>", "<Right>", "<C-a>", "<C-e>", "<Backspace>", "<Delete>", "<C-k>", "<C-u>", "<C-y>").ArrayOf().ToArbitrary(),
        keys =>
        {
            LineEditor editor = NewEditor();
            string text = "";
            int cursor = 0;
            string killed = "";
            bool killing = false;
            foreach (string key in keys)
            {
                Press(editor, key);
                bool wasKilling = killing;
                killing = key is "<C-k>" or "<C-u>";
                switch (key)
                {
                    case "<Left>":
                        cursor = Math.Max(0, cursor - 1);
                        break;
                    case "<Right>":
                        cursor = Math.Min(text.Length, cursor + 1);
                        break;
                    case "<C-a>":
                        cursor = 0;
                        break;
                    case "<C-e>":
                        cursor = text.Length;
                        break;
                    case "<Backspace>":
                        text = cursor > 0 ? text.Remove(cursor - 1, 1) : text;
                        cursor = Math.Max(0, cursor - 1);
                        break;
                    case "<Delete>":
                        text = cursor < text.Length ? text.Remove(cursor, 1) : text;
                        break;
                    case "<C-k>":
                        killed = wasKilling ? killed + text[cursor..] : text.Length > cursor ? text[cursor..] : killed;
                        text = text[..cursor];
                        break;
                    case "<C-u>":
                        killed = wasKilling ? text[..cursor] + killed : cursor > 0 ? text[..cursor] : killed;
                        text = text[cursor..];
                        cursor = 0;
                        break;
                    case "<C-y>":
                        text = text.Insert(cursor, killed);
                        cursor += killed.Length;
                        break;
                    default:
                        text = text.Insert(cursor, key);
                        cursor += key.Length;
                        break;
                }

                Assert.That((editor.Text, editor.Cursor), Is.EqualTo((text, cursor)), string.Concat(keys));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Test]
    public void What_the_terminal_shows_is_the_line_whatever_was_pressed() => Prop.ForAll(
        Gen.Elements(_keys).ArrayOf().ToArbitrary(),
        keys =>
        {
            const int Columns = 20;
            TerminalModel terminal = new(Columns, 60);
            LineScreen screen = new(ConsoleKind.Ansi);
            LineEditor editor = NewEditor();
            KeyDecoder decoder = new();
            terminal.Send(screen.Render("$ ", "> ", editor, Columns));
            foreach (byte typed in Encoding.UTF8.GetBytes(string.Concat(keys)))
            {
                if (!decoder.TryDecode(typed, out KeyStroke key))
                {
                    continue;
                }

                _ = editor.Press(key);
                terminal.Send(screen.Render("$ ", "> ", editor, Columns));
                TerminalModel fresh = new(Columns, 60);
                fresh.Send(new LineScreen(ConsoleKind.Ansi).Render("$ ", "> ", editor, Columns));
                Assert.That(terminal.Screen, Is.EqualTo(fresh.Screen));
                Assert.That(terminal.Cursor, Is.EqualTo(fresh.Cursor));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Test]
    public void A_dumb_console_is_sent_no_escape_and_shows_the_line_too() => Prop.ForAll(
        Gen.Elements(_keys.Where(key => !key.StartsWith("long")).ToArray()).ArrayOf().ToArbitrary(),
        keys =>
        {
            TerminalModel terminal = new(400, 3);
            LineScreen screen = new(ConsoleKind.Dumb);
            LineEditor editor = NewEditor();
            KeyDecoder decoder = new();
            terminal.Send(screen.Render("$ ", "> ", editor, 80));
            foreach (byte typed in Encoding.UTF8.GetBytes(string.Concat(keys.Take(60))))
            {
                if (decoder.TryDecode(typed, out KeyStroke key))
                {
                    _ = editor.Press(key);
                    string sent = screen.Render("$ ", "> ", editor, 80);
                    Assert.That(sent, Does.Not.Contain("\u001b"));
                    terminal.Send(sent);
                }
            }

            Assume.That(CharacterCells(editor.Text), Is.LessThan(390));
            string prompt = editor.IsSearching ? editor.SearchPrompt : "$ ";
            Assert.That(terminal.Screen, Is.EqualTo((prompt + editor.Text).TrimEnd()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Test]
    public void A_typed_character_is_sent_alone_and_a_correction_sends_the_rest_only()
    {
        LineScreen screen = new(ConsoleKind.Ansi);
        LineEditor editor = NewEditor();
        _ = screen.Render("vela:/$ ", "> ", editor, 80);
        Press(editor, "hell");
        _ = screen.Render("vela:/$ ", "> ", editor, 80);
        Press(editor, "o");
        Assert.That(screen.Render("vela:/$ ", "> ", editor, 80), Is.EqualTo("o"));
        Press(editor, "<Left><Left>");
        Assert.That(screen.Render("vela:/$ ", "> ", editor, 80), Is.EqualTo("\u001b[2D"));
        Press(editor, "X");
        Assert.That(screen.Render("vela:/$ ", "> ", editor, 80), Is.EqualTo("Xlo\u001b[2D"));
        Press(editor, "<C-k>");
        Assert.That(screen.Render("vela:/$ ", "> ", editor, 80), Is.EqualTo("\u001b[K"));
        Assert.That(screen.Render("vela:/$ ", "> ", editor, 80), Is.Empty);
    }

    [Test]
    public void After_a_resize_the_line_is_drawn_for_the_new_width()
    {
        TerminalModel terminal = new(40, 10);
        LineScreen screen = new(ConsoleKind.Ansi);
        LineEditor editor = NewEditor();
        Press(editor, "a line that is longer than twenty columns");
        terminal.Send(screen.Render("$ ", "> ", editor, 40));
        terminal.Send(screen.Redraw("$ ", "> ", editor, 20));
        Assert.That(terminal.Screen, Is.EqualTo("$ a line that is lon\nger than twenty colu\nmns"));
    }

    [Test]
    public void Broken_and_interrupted_characters_are_no_keys_and_do_no_harm() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            LineEditor editor = NewEditor();
            KeyDecoder decoder = new();
            foreach (byte one in bytes)
            {
                if (decoder.TryDecode(one, out KeyStroke key))
                {
                    _ = editor.Press(key);
                }
            }

            Assert.That(editor.Cursor, Is.InRange(0, editor.Text.Length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static LineEditor NewEditor()
    {
        History history = new();
        _ = history.Add("echo first");
        _ = history.Add("second line");
        _ = history.Add("last line");
        return new LineEditor(history, new KillRing());
    }

    private static int CharacterCells(string text) => text.EnumerateRunes().Sum(CharacterWidth.Of);

    private static void Press(LineEditor editor, string keys)
    {
        int i = 0;
        while (i < keys.Length)
        {
            int end = keys[i] == '<' ? keys.IndexOf('>', i + 1) : -1;
            if (keys[i..].StartsWith("<M-<>", StringComparison.Ordinal))
            {
                end = i + 4;
            }

            if (end > 0)
            {
                _ = editor.Press(Named(keys[(i + 1)..end]));
                i = end + 1;
                continue;
            }

            _ = Rune.DecodeFromUtf16(keys.AsSpan(i), out Rune rune, out int length);
            _ = editor.Press(KeyStroke.Typed(rune));
            i += length;
        }
    }

    private static KeyStroke Named(string name) => name switch
    {
        "C-h" => new KeyStroke(KeyKind.Backspace),
        "M-DEL" => KeyStroke.Meta('\u007f'),
        _ when name.StartsWith("C-", StringComparison.Ordinal) => KeyStroke.Control(name[2]),
        _ when name.StartsWith("M-", StringComparison.Ordinal) => KeyStroke.Meta(name[2]),
        _ => new KeyStroke(Enum.Parse<KeyKind>(name)),
    };
}
