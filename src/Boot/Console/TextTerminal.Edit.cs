using System;

namespace Vela.Boot;

/// <summary>Erasing, inserting, deleting and scrolling.</summary>
public unsafe partial struct TextTerminal
{
    /// <summary>What erasing leaves: a space in the current background (xterm's "bce").</summary>
    private readonly Cell Erased => Cell.Blank.WithBackground(_pen.Background);

    private void EraseCells(int row, int from, int to)
    {
        Cell* cells = Line(row);
        SplitWide(cells, from, to);
        Fill(cells + from, to - from, Erased);
        Touch(row);
    }

    private void EraseRows(int from, int to)
    {
        for (int row = from; row < to; row++)
        {
            EraseCells(row, 0, Columns);
        }
    }

    private void EraseInLine(int what)
    {
        switch (what)
        {
            case 0: EraseCells(_row, _column, Columns); break;
            case 1: EraseCells(_row, 0, _column + 1); break;
            case 2: EraseCells(_row, 0, Columns); break;
            default: return;
        }

        _pendingWrap = false;
    }

    private void EraseInDisplay(int what)
    {
        switch (what)
        {
            case 0:
                EraseCells(_row, _column, Columns);
                EraseRows(_row + 1, Rows);
                break;
            case 1:
                EraseRows(0, _row);
                EraseCells(_row, 0, _column + 1);
                break;
            case 2:
                EraseRows(0, Rows);
                break;
            case 3:
                ForgetHistory();
                return;
            default:
                return;
        }

        _pendingWrap = false;
    }

    private void ForgetHistory()
    {
        ResetView();
        _historyStart = 0;
        _historyCount = 0;
    }

    private void InsertCells(int count)
    {
        Cell* cells = Line(_row);
        count = Math.Min(count, Columns - _column);
        SplitAt(cells, _column);
        SplitAt(cells, Columns - count);
        for (int column = Columns - 1; column >= _column + count; column--)
        {
            cells[column] = cells[column - count];
        }

        Fill(cells + _column, count, Erased);
        Touch(_row);
    }

    private void DeleteCells(int count)
    {
        Cell* cells = Line(_row);
        count = Math.Min(count, Columns - _column);
        SplitWide(cells, _column, _column + count);
        for (int column = _column; column < Columns - count; column++)
        {
            cells[column] = cells[column + count];
        }

        Fill(cells + Columns - count, count, Erased);
        Touch(_row);
    }

    private void InsertLines(int count)
    {
        if (_row >= _top && _row <= _bottom)
        {
            ScrollDown(_row, _bottom, count);
            _column = 0;
            _pendingWrap = false;
        }
    }

    private void DeleteLines(int count)
    {
        if (_row >= _top && _row <= _bottom)
        {
            ScrollUp(_row, _bottom, count);
            _column = 0;
            _pendingWrap = false;
        }
    }

    /// <summary>The scroll region moves up; what leaves the main screen at its very top becomes history.</summary>
    private void ScrollRegionUp(int count)
    {
        for (int row = 0; _top == 0 && !Is(TerminalModes.AlternateScreen) && row < Math.Min(count, _bottom + 1); row++)
        {
            _lines[row] = Remember(_lines[row]);
        }

        ScrollUp(_top, _bottom, count);
    }

    private void ScrollUp(int top, int bottom, int count)
    {
        for (int left = Math.Min(count, bottom - top + 1); left > 0; left--)
        {
            ushort line = _lines[top];
            for (int row = top; row < bottom; row++)
            {
                _lines[row] = _lines[row + 1];
            }

            _lines[bottom] = line;
            Fill(Line(bottom), Columns, Erased);
        }

        for (int row = top; row <= bottom; row++)
        {
            Touch(row);
        }
    }

    private void ScrollDown(int top, int bottom, int count)
    {
        for (int left = Math.Min(count, bottom - top + 1); left > 0; left--)
        {
            ushort line = _lines[bottom];
            for (int row = bottom; row > top; row--)
            {
                _lines[row] = _lines[row - 1];
            }

            _lines[top] = line;
            Fill(Line(top), Columns, Erased);
        }

        for (int row = top; row <= bottom; row++)
        {
            Touch(row);
        }
    }

    /// <summary>Puts a line at the young end of the history and gives back one to write on: an unused one, or the oldest.</summary>
    private ushort Remember(ushort line)
    {
        if (_historyCapacity == 0)
        {
            return line;
        }

        int slot = (_historyStart + _historyCount) % _historyCapacity;
        ushort free = _history[slot];
        _history[slot] = line;
        if (_historyCount < _historyCapacity)
        {
            _historyCount++;
        }
        else
        {
            _historyStart = (_historyStart + 1) % _historyCapacity;
        }

        // Whoever reads the history keeps seeing the same lines, until the oldest are gone.
        if (_viewOffset > 0)
        {
            _viewOffset = Math.Min(_viewOffset + 1, _historyCount);
        }

        return free;
    }

    private static void Fill(Cell* cells, int count, Cell value)
    {
        for (int index = 0; index < count; index++)
        {
            cells[index] = value;
        }
    }
}
