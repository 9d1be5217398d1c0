using System;

namespace Vela.Boot;

/// <summary>Draws a <see cref="TextTerminal"/> on a linear framebuffer with a bitmap font.</summary>
/// <remarks>
/// GC-free. Owns: the pixels, a copy of the cells that are drawn (a framebuffer is never read: that is a hundred times slower than writing),
/// and a table that turns four pixels of a glyph into the bytes of four pixels in the current colors, so that a line of an 8-pixel glyph is
/// two to four 8-byte stores (16-byte ones are slower under emulation, and no faster into write-combining memory).
/// </remarks>
public unsafe struct FramebufferScreen
{
    private const int TableEntries = 16;
    private const int WordsPerEntry = 2;
    private const int TableBytes = TableEntries * WordsPerEntry * sizeof(ulong);

    private Framebuffer _target;
    private PsfFont _font;
    private ulong* _copy;
    private ulong* _table;
    private ulong _tableColors;
    private ulong _painted;
    private ulong _passVersion;
    private int _passCursor;
    private int _nextRow;
    private int _cursor;

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Memory for the copy and the table.</summary>
    public static nuint BytesNeeded(int columns, int rows) => ((nuint)columns * (nuint)rows * (nuint)sizeof(Cell)) + TableBytes;

    /// <summary>Memory for a screen, its terminal and so many lines of history.</summary>
    public static nuint ConsoleBytesNeeded(in Framebuffer target, in PsfFont font, int history)
    {
        int columns = ColumnsThatFit(target.Width, font.Width);
        int rows = RowsThatFit(target.Height, font.Height);
        return BytesNeeded(columns, rows) + TextTerminal.BytesNeeded(columns, rows, history);
    }

    /// <summary>How many columns of a font of this width fit.</summary>
    public static int ColumnsThatFit(int width, int glyphWidth) => Math.Min(width / glyphWidth, TextTerminal.MaxColumns);

    public static int RowsThatFit(int height, int glyphHeight) => Math.Min(height / glyphHeight, TextTerminal.MaxRows);

    /// <summary>Clears the screen to black. False: a format or a size it cannot draw.</summary>
    /// <param name="target">The framebuffer.</param>
    /// <param name="font">A loaded font; its file and table must outlive this.</param>
    /// <param name="memory"><see cref="BytesNeeded"/> bytes, aligned to 8.</param>
    public bool Initialize(in Framebuffer target, in PsfFont font, byte* memory)
    {
        if (!target.IsSupported || !font.IsLoaded)
        {
            return false;
        }

        _target = target;
        _font = font;
        Columns = ColumnsThatFit(target.Width, font.Width);
        Rows = RowsThatFit(target.Height, font.Height);
        _table = (ulong*)memory;
        _copy = _table + (TableEntries * WordsPerEntry);
        _tableColors = ulong.MaxValue;
        _painted = 0;
        _nextRow = 0;
        _cursor = -1;
        for (int index = 0; index < Columns * Rows; index++)
        {
            _copy[index] = 0;
        }

        Clear();
        return Columns >= 2 && Rows >= 2;
    }

    /// <summary>Whether there is something to draw.</summary>
    public readonly bool IsStale(ulong version) => _nextRow != 0 || version != _painted;

    /// <summary>
    /// Draws what changed since the last time. Stops after about <paramref name="budget"/> cells; the next call goes on from there, and
    /// draws again what has changed meanwhile.
    /// </summary>
    public void Paint(ref TextTerminal terminal, int budget)
    {
        if (!IsStale(terminal.Version))
        {
            return;
        }

        if (_nextRow == 0)
        {
            _passVersion = terminal.Version;
            _passCursor = terminal.ShowsCursor ? (terminal.CursorRow * Columns) + terminal.CursorColumn : -1;
        }

        bool reversed = (terminal.Modes & TerminalModes.ReverseScreen) != 0;
        for (; _nextRow < Rows; _nextRow++)
        {
            if (budget <= 0)
            {
                return;
            }

            bool cursorMoved = _passCursor != _cursor && (Holds(_nextRow, _passCursor) || Holds(_nextRow, _cursor));
            if (cursorMoved || terminal.RowVersion(_nextRow) > _painted)
            {
                budget -= PaintRow(_nextRow, terminal.Row(_nextRow), reversed ? CellAttributes.Reverse : CellAttributes.None);
            }
        }

        _nextRow = 0;
        _cursor = _passCursor;
        _painted = _passVersion;
    }

    private readonly bool Holds(int row, int index) => index >= row * Columns && index < (row + 1) * Columns;

    private int PaintRow(int row, Cell* cells, CellAttributes flip)
    {
        int painted = 0;
        for (int column = 0; column < Columns; column++)
        {
            int index = (row * Columns) + column;
            CellAttributes attributes = cells[column].Attributes ^ flip ^ (index == _passCursor ? CellAttributes.Reverse : CellAttributes.None);
            Cell shown = cells[column].WithAttributes(attributes);
            if (shown.Bits != _copy[index])
            {
                _copy[index] = shown.Bits;
                PaintCell(row, column, shown);
                painted++;
            }
        }

        return painted;
    }

    private void PaintCell(int row, int column, Cell cell)
    {
        UseColors(cell);
        byte* line = _target.Pixels + ((long)row * _font.Height * _target.Pitch) + ((long)column * _font.Width * _target.Format.BytesPerPixel);
        uint codePoint = cell.Has(CellAttributes.Hidden) ? ' ' : cell.CodePoint;
        bool drawn = DrawnCharacters.Has(codePoint);
        byte* glyph = _font.Glyph(codePoint);
        int underline = cell.Has(CellAttributes.Underline) ? _font.Height - 2 : -1;
        int strike = cell.Has(CellAttributes.Struck) ? _font.Height / 2 : -1;
        for (int y = 0; y < _font.Height; y++)
        {
            uint bits = drawn ? DrawnCharacters.Line(codePoint, y, _font.Width, _font.Height) : _font.Line(glyph, y);
            PaintLine(line, y == underline || y == strike ? 0xffff : bits);
            line += _target.Pitch;
        }
    }

    /// <summary>One line of a glyph, its leftmost pixel in bit 15.</summary>
    private readonly void PaintLine(byte* at, uint bits)
    {
        int left = _font.Width;
        while (left >= 8)
        {
            PaintEight(at, bits >> 12 & 0xf, bits >> 8 & 0xf);
            at += 8 * _target.Format.BytesPerPixel;
            bits <<= 8;
            left -= 8;
        }

        for (; left > 0; left--)
        {
            PaintPixel(at, (uint)(_table[(bits & 0x8000) != 0 ? (TableEntries - 1) * WordsPerEntry : 0] & uint.MaxValue));
            at += _target.Format.BytesPerPixel;
            bits <<= 1;
        }
    }

    private readonly void PaintEight(byte* at, uint first, uint second)
    {
        ulong* words = (ulong*)at;
        ulong* left = _table + (first * WordsPerEntry);
        ulong* right = _table + (second * WordsPerEntry);
        switch (_target.Format.BytesPerPixel)
        {
            case 4:
                words[0] = left[0];
                words[1] = left[1];
                words[2] = right[0];
                words[3] = right[1];
                break;
            case 3: // twelve bytes each
                words[0] = left[0];
                words[1] = left[1] | right[0] << 32;
                words[2] = right[0] >> 32 | right[1] << 32;
                break;
            default:
                words[0] = left[0];
                words[1] = right[0];
                break;
        }
    }

    private readonly void PaintPixel(byte* at, uint pixel)
    {
        at[0] = (byte)(pixel & 0xff);
        at[1] = (byte)(pixel >> 8 & 0xff);
        if (_target.Format.BytesPerPixel >= 3)
        {
            at[2] = (byte)(pixel >> 16 & 0xff);
        }

        if (_target.Format.BytesPerPixel == 4)
        {
            at[3] = (byte)(pixel >> 24);
        }
    }

    private void UseColors(Cell cell)
    {
        uint foreground = ForegroundOf(cell);
        uint background = cell.Background.ToRgb(0);
        if (cell.Has(CellAttributes.Reverse))
        {
            (foreground, background) = (background, foreground);
        }

        ulong colors = (ulong)foreground << 32 | background;
        if (colors != _tableColors)
        {
            _tableColors = colors;
            BuildTable(_target.Format.Encode(foreground), _target.Format.Encode(background));
        }
    }

    private static uint ForegroundOf(Cell cell)
    {
        CellColor color = cell.Foreground;
        if (cell.Has(CellAttributes.Bold))
        {
            color = color.IsDefault ? CellColor.Palette(15) : color.Bits < 8 ? CellColor.Palette(color.Bits + 8) : color;
        }

        uint rgb = color.ToRgb(7);
        return cell.Has(CellAttributes.Dim) ? rgb >> 1 & 0x7f7f7f : rgb;
    }

    /// <summary>For each four pixels of a glyph (the leftmost in bit 3) their bytes, the leftmost first.</summary>
    private readonly void BuildTable(uint foreground, uint background)
    {
        int bits = _target.Format.BytesPerPixel * 8;
        for (int pattern = 0; pattern < TableEntries; pattern++)
        {
            ulong low = 0;
            ulong high = 0;
            for (int pixel = 0; pixel < 4; pixel++)
            {
                ulong value = (pattern >> (3 - pixel) & 1) != 0 ? foreground : background;
                int shift = pixel * bits;
                if (shift < 64)
                {
                    low |= value << shift;
                    high |= shift + bits > 64 ? value >> (64 - shift) : 0;
                }
                else
                {
                    high |= value << (shift - 64);
                }
            }

            _table[pattern * WordsPerEntry] = low;
            _table[(pattern * WordsPerEntry) + 1] = high;
        }
    }

    private readonly void Clear()
    {
        for (int y = 0; y < _target.Height; y++)
        {
            byte* at = _target.Pixels + ((long)y * _target.Pitch);
            int bytes = _target.Width * _target.Format.BytesPerPixel;
            int offset = 0;
            for (; offset <= bytes - 8; offset += 8)
            {
                *(ulong*)(at + offset) = 0; // black in every format
            }

            for (; offset < bytes; offset++)
            {
                at[offset] = 0;
            }
        }
    }
}
