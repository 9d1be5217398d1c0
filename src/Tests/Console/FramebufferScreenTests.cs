using System;
using System.Text;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

/// <summary>Every pixel against a painter that takes one pixel at a time.</summary>
[TestFixture]
public sealed unsafe class FramebufferScreenTests
{
    private const byte Padding = 0xcd;

    private static readonly PixelFormat[] s_formats =
    [
        PixelFormat.Rgb32,
        new(32, 0, 8, 8, 8, 16, 8),
        new(32, 24, 8, 16, 8, 8, 8),
        new(32, 20, 10, 10, 10, 0, 10),
        new(24, 16, 8, 8, 8, 0, 8),
        new(24, 0, 8, 8, 8, 16, 8),
        new(16, 11, 5, 5, 6, 0, 5),
        new(15, 10, 5, 5, 5, 0, 5),
    ];

    [Test]
    public void Every_pixel_is_what_a_naive_painter_paints([Range(0, 7)] int format, [Values(8, 11, 16)] int glyphWidth)
    {
        const string Text = "ABC\e[31mdef\e[1;42mab\e[0;7mcd\e[0m\r\n\e[38;5;208;48;2;1;200;90mF\e[4mE\e[24;9mD\e[0;8mA\e[0;2mé\e[0m─┌│Z\r\n日a\e[1;34mE";
        using Scene scene = new(s_formats[format], glyphWidth, 16, 1, 3);
        scene.Write(Text);
        scene.AssertPixels();
        scene.Write("\e[2;3H\e[?5h");
        scene.AssertPixels();
        scene.Write("\e[?5l\r\n\n\n\n\nabc\e[?25l\e[1;1H\e[P");
        scene.AssertPixels();
        scene.Terminal.ScrollView(2);
        scene.AssertPixels();
    }

    [Test]
    public void Only_cells_that_changed_are_painted()
    {
        using Scene scene = new(PixelFormat.Rgb32, 8, 16, 0, 0);
        scene.Write("\e[?25lABC\r\nDEF");
        scene.AssertPixels();
        scene.Pixels.Fill(0x77);
        scene.Write("\e[2;2HA");
        scene.Paint();
        int touched = 0;
        for (int index = 0; index < scene.Pixels.Length; index += 4)
        {
            touched += scene.Pixels[index] != 0x77 || scene.Pixels[index + 1] != 0x77 ? 1 : 0;
        }

        Assert.That(touched, Is.EqualTo(8 * 16), "one cell");
    }

    [Test]
    public void Painting_in_small_steps_while_text_and_cursor_move_ends_with_the_same_pixels()
    {
        using Scene scene = new(PixelFormat.Rgb32, 8, 16, 0, 0);
        for (int step = 0; step < 200; step++)
        {
            scene.Write(step % 3 == 0 ? $"{(char)('A' + (step % 6))}\e[{1 + (step % 5)};{1 + (step % 12)}H" : step % 7 == 0 ? "\r\nabc" : "d");
            scene.PaintStep(1 + (step % 4));
        }

        scene.AssertPixels();
    }

    [Test]
    public void What_cannot_be_drawn_is_refused()
    {
        Assert.That(new PixelFormat(8, 0, 3, 3, 3, 6, 2).IsSupported, Is.False);
        Assert.That(new PixelFormat(32, 28, 8, 8, 8, 0, 8).IsSupported, Is.False);
        byte pixel = 0;
        Assert.That(new Framebuffer(&pixel, 100, 1, 399, PixelFormat.Rgb32).IsSupported, Is.False);
        Assert.That(new Framebuffer(null, 100, 1, 400, PixelFormat.Rgb32).IsSupported, Is.False);
    }

    private sealed class Scene : IDisposable
    {
        private const int Columns = 12;
        private const int Rows = 5;
        private readonly GuardedMemory _pixels;
        private readonly GuardedMemory _fontFile;
        private readonly GuardedMemory _fontTable = new(PsfFont.BytesNeeded);
        private readonly GuardedMemory _screenMemory;
        private readonly GuardedMemory _terminalMemory = new(TextTerminal.BytesNeeded(Columns, Rows, 5));
        private readonly Framebuffer _target;
        private FramebufferScreen _screen;
        private TextTerminal _terminal;
        private readonly PsfFont _font;

        public Scene(PixelFormat format, int glyphWidth, int glyphHeight, int extraColumns, int extraPitch)
        {
            int width = (Columns * glyphWidth) + extraColumns;
            int height = (Rows * glyphHeight) + extraColumns;
            int pitch = (width * format.BytesPerPixel) + extraPitch;
            byte[] file = FontImage.Psf2(glyphWidth, glyphHeight);
            _pixels = new GuardedMemory((nuint)(pitch * height));
            _fontFile = new GuardedMemory((nuint)file.Length);
            file.CopyTo(_fontFile.Span);
            Assert.That(_font.Load(_fontFile.Pointer, file.Length, _fontTable.Pointer, PsfFont.BytesNeeded));
            _target = new Framebuffer(_pixels.Pointer, width, height, pitch, format);
            _screenMemory = new GuardedMemory(FramebufferScreen.BytesNeeded(Columns, Rows));
            Assert.That(_screen.Initialize(_target, _font, _screenMemory.Pointer));
            Assert.That((_screen.Columns, _screen.Rows), Is.EqualTo((Columns, Rows)));
            Assert.That(_terminal.Initialize(_terminalMemory.Pointer, _terminalMemory.Length, Columns, Rows));
        }

        public ref TextTerminal Terminal => ref _terminal;

        public Span<byte> Pixels => _pixels.Span;

        public void Write(string text) => _terminal.Write(Encoding.UTF8.GetBytes(text));

        public void Paint()
        {
            while (_screen.IsStale(_terminal.Version))
            {
                PaintStep(int.MaxValue);
            }
        }

        public void PaintStep(int cells) => _screen.Paint(ref _terminal, cells);

        public void AssertPixels()
        {
            Paint();
            for (int y = 0; y < _target.Height; y++)
            {
                for (int x = 0; x < _target.Width; x++)
                {
                    uint expected = Expected(x, y);
                    if (Pixel(x, y) != expected)
                    {
                        Assert.Fail($"pixel ({x}, {y}) is {Pixel(x, y):x}, not {expected:x}");
                    }
                }

                for (int at = _target.Width * _target.Format.BytesPerPixel; at < _target.Pitch; at++)
                {
                    if (_pixels.Pointer[(y * _target.Pitch) + at] != Padding)
                    {
                        Assert.Fail($"line {y} was painted beyond its end");
                    }
                }
            }

            Assert.That(_pixels.GuardsAreIntact && _screenMemory.GuardsAreIntact && _fontTable.GuardsAreIntact && _terminalMemory.GuardsAreIntact);
        }

        public void Dispose()
        {
            _pixels.Dispose();
            _fontFile.Dispose();
            _fontTable.Dispose();
            _screenMemory.Dispose();
            _terminalMemory.Dispose();
        }

        private uint Pixel(int x, int y)
        {
            uint value = 0;
            for (int part = _target.Format.BytesPerPixel - 1; part >= 0; part--)
            {
                value = value << 8 | _pixels.Pointer[(y * _target.Pitch) + (x * _target.Format.BytesPerPixel) + part];
            }

            return value;
        }

        private uint Expected(int x, int y)
        {
            int column = x / _font.Width;
            int row = y / _font.Height;
            if (column >= Columns || row >= Rows)
            {
                return 0;
            }

            Cell cell = _terminal.Row(row)[column];
            int inX = x % _font.Width;
            int inY = y % _font.Height;
            bool reverse = cell.Has(CellAttributes.Reverse) ^ (_terminal.Modes & TerminalModes.ReverseScreen) != 0
                ^ (_terminal.ShowsCursor && (row, column) == (_terminal.CursorRow, _terminal.CursorColumn));
            bool ink = Ink(cell, inX, inY) || (cell.Has(CellAttributes.Underline) && inY == _font.Height - 2)
                || (cell.Has(CellAttributes.Struck) && inY == _font.Height / 2);
            return Encode(ink != reverse ? Foreground(cell) : cell.Background.ToRgb(0));
        }

        private static bool Ink(Cell cell, int x, int y)
        {
            char character = cell.Has(CellAttributes.Hidden) ? ' ' : (char)cell.CodePoint;
            int glyph = FontImage.Characters.IndexOf(character, StringComparison.Ordinal);
            glyph = glyph < 0 ? FontImage.Characters.IndexOf('\ufffd', StringComparison.Ordinal) : glyph;
            return (FontImage.Line(glyph, y, x / 8) >> (7 - (x % 8)) & 1) != 0;
        }

        private static uint Foreground(Cell cell)
        {
            CellColor color = cell.Foreground;
            if (cell.Has(CellAttributes.Bold))
            {
                color = color.IsDefault ? CellColor.Palette(15) : color.IsPalette && color.Bits < 8 ? CellColor.Palette(color.Bits + 8) : color;
            }

            uint rgb = color.ToRgb(7);
            return cell.Has(CellAttributes.Dim) ? (rgb >> 17 & 0x7f) << 16 | (rgb >> 9 & 0x7f) << 8 | (rgb >> 1 & 0x7f) : rgb;
        }

        private uint Encode(uint rgb)
        {
            PixelFormat format = _target.Format;
            return Channel(rgb >> 16 & 0xff, format.RedBits) << format.RedShift
                | Channel(rgb >> 8 & 0xff, format.GreenBits) << format.GreenShift
                | Channel(rgb & 0xff, format.BlueBits) << format.BlueShift;

            // Eight bits repeated as often as needed, and the topmost taken.
            static uint Channel(uint value, int bits) => (value << 8 | value) >> (16 - bits);
        }
    }
}
