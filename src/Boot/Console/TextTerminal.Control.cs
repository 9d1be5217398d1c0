using System;

namespace Vela.Boot;

/// <summary>What controls and sequences do, apart from colors and modes.</summary>
public unsafe partial struct TextTerminal
{
    private void Control(byte control)
    {
        switch (control)
        {
            case 0x07: Bells++; break;
            case 0x08: MoveTo(_row, _column - 1); break;
            case 0x09: Tab(1); break;
            case 0x0a or 0x0b or 0x0c:
                LineFeed();
                if (Is(TerminalModes.NewLine))
                {
                    _column = 0;
                }

                break;
            case 0x0d:
                _column = 0;
                _pendingWrap = false;
                break;
            case 0x0e: _charsets |= ShiftedOut; break;
            case 0x0f: _charsets &= unchecked((byte)~ShiftedOut); break;
        }
    }

    private void Escape(uint final)
    {
        switch (final)
        {
            case '7': SaveCursor(); break;
            case '8': RestoreCursor(); break;
            case 'D': LineFeed(); break;
            case 'E':
                _column = 0;
                LineFeed();
                break;
            case 'H': _tabStops[_column] = 1; break;
            case 'M': ReverseLineFeed(); break;
            case 'Z': Reply("\e[?62;22c"u8); break;
            case 'c': Reset(); break;
            case '=': _modes |= TerminalModes.ApplicationKeypad; break;
            case '>': _modes &= ~TerminalModes.ApplicationKeypad; break;
        }
    }

    private void EscapeWithIntermediate(uint final)
    {
        switch (_intermediate)
        {
            case (byte)'(': Designate(FirstIsGraphics, final); break;
            case (byte)')': Designate(SecondIsGraphics, final); break;
            case (byte)'#' when final == '8': FillWithE(); break;
        }
    }

    private void ControlSequence(byte final)
    {
        if (_prefix == '?' && _intermediate == 0)
        {
            PrivateSequence(final);
        }
        else if (_prefix == '>' && _intermediate == 0 && final == 'c')
        {
            Reply("\e[>1;10;0c"u8);
        }
        else if (_prefix == 0 && _intermediate == '!' && final == 'p')
        {
            SoftReset();
        }
        else if (_prefix == 0 && _intermediate == 0)
        {
            PlainSequence(final);
        }
    }

    private void PlainSequence(byte final)
    {
        switch ((char)final)
        {
            case '@': InsertCells(Count(0)); _pendingWrap = false; break;
            case 'A': MoveUp(Count(0)); break;
            case 'B' or 'e': MoveDown(Count(0)); break;
            case 'C' or 'a': MoveTo(_row, _column + Count(0)); break;
            case 'D': MoveTo(_row, _column - Count(0)); break;
            case 'E': MoveDown(Count(0)); _column = 0; break;
            case 'F': MoveUp(Count(0)); _column = 0; break;
            case 'G' or '`': MoveTo(_row, Count(0) - 1); break;
            case 'H' or 'f': Place(Count(0) - 1, Count(1) - 1); break;
            case 'I': Tab(Count(0)); break;
            case 'J': EraseInDisplay(Choice(0)); break;
            case 'K': EraseInLine(Choice(0)); break;
            case 'L': InsertLines(Count(0)); break;
            case 'M': DeleteLines(Count(0)); break;
            case 'P': DeleteCells(Count(0)); _pendingWrap = false; break;
            case 'S': ScrollRegionUp(Count(0)); break;
            case 'T' when _parameterCount <= 1: ScrollDown(_top, _bottom, Count(0)); break;
            case 'X': EraseCells(_row, _column, Math.Min(_column + Count(0), Columns)); _pendingWrap = false; break;
            case 'Z': BackTab(Count(0)); break;
            case 'b': RepeatLast(Count(0)); break;
            case 'c' when Choice(0) == 0: Reply("\e[?62;22c"u8); break;
            case 'd': Place(Count(0) - 1, _column); break;
            case 'g': ClearTabs(Choice(0)); break;
            case 'h': SetModes(Switch.On); break;
            case 'l': SetModes(Switch.Off); break;
            case 'm': SelectGraphicRendition(); break;
            case 'n': Report(Choice(0)); break;
            case 'r': SetRegion(); break;
            case 's' when _parameterCount == 0: SaveCursor(); break;
            case 't' when Choice(0) == 18: ReplyNumbers("\e[8;"u8, Rows, Columns, (byte)'t'); break;
            case 'u' when _parameterCount == 0: RestoreCursor(); break;
        }
    }

    private void PrivateSequence(byte final)
    {
        switch ((char)final)
        {
            case 'J': EraseInDisplay(Choice(0)); break;
            case 'K': EraseInLine(Choice(0)); break;
            case 'h': SetPrivateModes(Switch.On); break;
            case 'l': SetPrivateModes(Switch.Off); break;
            case 'n' when Choice(0) == 6: ReportCursor("\e[?"u8); break;
        }
    }

    private void MoveTo(int row, int column)
    {
        _row = Math.Max(Math.Min(row, Rows - 1), 0);
        _column = Math.Max(Math.Min(column, Columns - 1), 0);
        _pendingWrap = false;
        _version++;
    }

    private void MoveUp(int count) => MoveTo(Math.Max(_row - count, _row >= _top ? _top : 0), _column);

    private void MoveDown(int count) => MoveTo(Math.Min(_row + count, _row <= _bottom ? _bottom : Rows - 1), _column);

    /// <summary>An absolute position, which origin mode counts from the scroll region and keeps in it.</summary>
    private void Place(int row, int column)
    {
        if (Is(TerminalModes.Origin))
        {
            row = Math.Min(row + _top, _bottom);
        }

        MoveTo(row, column);
    }

    private void LineFeed()
    {
        _pendingWrap = false;
        _version++;
        if (_row == _bottom)
        {
            ScrollRegionUp(1);
        }
        else if (_row < Rows - 1)
        {
            _row++;
        }
    }

    private void ReverseLineFeed()
    {
        _pendingWrap = false;
        _version++;
        if (_row == _top)
        {
            ScrollDown(_top, _bottom, 1);
        }
        else if (_row > 0)
        {
            _row--;
        }
    }

    private void Tab(int count)
    {
        int column = _column;
        while (count > 0 && column < Columns - 1)
        {
            column++;
            count -= _tabStops[column];
        }

        MoveTo(_row, column);
    }

    private void BackTab(int count)
    {
        int column = _column;
        while (count > 0 && column > 0)
        {
            column--;
            count -= _tabStops[column];
        }

        MoveTo(_row, column);
    }

    private readonly void ClearTabs(int what)
    {
        switch (what)
        {
            case 0:
                _tabStops[_column] = 0;
                break;
            case 3:
                for (int column = 0; column < Columns; column++)
                {
                    _tabStops[column] = 0;
                }

                break;
        }
    }

    private void SetRegion()
    {
        int top = Count(0) - 1;
        int bottom = Math.Min(_parameterCount > 1 && _parameters[1] > 0 ? _parameters[1] : Rows, Rows) - 1;
        if (top < bottom)
        {
            _top = top;
            _bottom = bottom;
            Place(0, 0);
        }
    }

    /// <summary>DECALN, the alignment pattern.</summary>
    private void FillWithE()
    {
        _top = 0;
        _bottom = Rows - 1;
        for (int row = 0; row < Rows; row++)
        {
            Fill(Line(row), Columns, Cell.Blank.With('E'));
            Touch(row);
        }

        MoveTo(0, 0);
    }

    private void Report(int what)
    {
        switch (what)
        {
            case 5: Reply("\e[0n"u8); break;
            case 6: ReportCursor("\e["u8); break;
        }
    }

    private void ReportCursor(ReadOnlySpan<byte> introducer) =>
        ReplyNumbers(introducer, _row + 1 - (Is(TerminalModes.Origin) ? _top : 0), _column + 1, (byte)'R');

    private void ReplyNumbers(ReadOnlySpan<byte> introducer, int first, int second, byte final)
    {
        Reply(introducer);
        ReplyNumber(first);
        _ = _replies.TryPut((byte)';');
        ReplyNumber(second);
        _ = _replies.TryPut(final);
    }

    private void ReplyNumber(int value)
    {
        int power = 1;
        while (value / power >= 10)
        {
            power *= 10;
        }

        for (; power > 0; power /= 10)
        {
            _ = _replies.TryPut((byte)('0' + (value / power % 10)));
        }
    }

    private void Reply(ReadOnlySpan<byte> bytes)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            _ = _replies.TryPut(bytes[index]);
        }
    }
}
