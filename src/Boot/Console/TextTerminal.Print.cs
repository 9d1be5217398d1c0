using System;

namespace Vela.Boot;

/// <summary>Putting characters on the screen.</summary>
public unsafe partial struct TextTerminal
{
    /// <summary>Prints the ASCII at <paramref name="at"/> as far as it goes in runs of a line; returns where it stopped.</summary>
    private byte* PrintRun(byte* at, byte* end)
    {
        if (Is(TerminalModes.Insert) || UsesGraphics)
        {
            return at;
        }

        while (at < end && *at is >= 0x20 and < 0x7f)
        {
            WrapIfPending();
            int room = (int)Math.Min(Columns - _column, end - at);
            int count = 0;
            while (count < room && at[count] is >= 0x20 and < 0x7f)
            {
                count++;
            }

            Cell* cells = Line(_row);
            SplitWide(cells, _column, _column + count);
            ulong pen = _pen.With(0).Bits;
            ulong* target = (ulong*)(cells + _column);
            for (int index = 0; index < count; index++)
            {
                target[index] = pen | at[index];
            }

            Touch(_row);
            at += count;
            _lastPrinted = at[-1];
            Advance(count);
        }

        return at;
    }

    private void Print(uint codePoint)
    {
        int width = CharacterWidth.Of(codePoint);
        if (width == 0)
        {
            return; // a cell has no room for what combines with it
        }

        WrapIfPending();
        if (width > Columns - _column)
        {
            if (!Is(TerminalModes.AutoWrap))
            {
                return;
            }

            _column = 0;
            LineFeed();
        }

        if (Is(TerminalModes.Insert))
        {
            InsertCells(width);
        }

        Cell* cells = Line(_row);
        SplitWide(cells, _column, _column + width);
        cells[_column] = width == 1 ? _pen.With(codePoint) : _pen.With(codePoint).WithAttributes(_pen.Attributes | CellAttributes.WideLead);
        if (width == 2)
        {
            cells[_column + 1] = _pen.With(' ').WithAttributes(_pen.Attributes | CellAttributes.WideTail);
        }

        Touch(_row);
        _lastPrinted = codePoint;
        Advance(width);
    }

    /// <summary>Moves the cursor past what was printed. After the last column it stays there until the next character (VT100's pending wrap).</summary>
    private void Advance(int cells)
    {
        _column += cells;
        if (_column >= Columns)
        {
            _column = Columns - 1;
            _pendingWrap = Is(TerminalModes.AutoWrap);
        }
    }

    private void WrapIfPending()
    {
        if (_pendingWrap)
        {
            _column = 0;
            LineFeed();
        }
    }

    /// <summary>REP, at most a line of it: curses asks for no more, and eight bytes must not buy a million steps.</summary>
    private void RepeatLast(int times)
    {
        if (_lastPrinted == 0)
        {
            return;
        }

        for (int count = Math.Min(times, Columns); count > 0; count--)
        {
            Print(_lastPrinted);
        }
    }

    /// <summary>Blanks the wide characters that lie across either edge of the cells from <paramref name="from"/> up to <paramref name="to"/>.</summary>
    private readonly void SplitWide(Cell* cells, int from, int to)
    {
        SplitAt(cells, from);
        SplitAt(cells, to);
    }

    private readonly void SplitAt(Cell* cells, int column)
    {
        if (column <= 0 || column >= Columns || !cells[column].Has(CellAttributes.WideTail))
        {
            return;
        }

        for (int half = column - 1; half <= column; half++)
        {
            cells[half] = cells[half].With(' ').WithAttributes(cells[half].Attributes & ~CellAttributes.Wide);
        }
    }
}
