namespace Vela.Boot;

/// <summary>Modes, character sets, the saved cursor, the two screens and resets.</summary>
public unsafe partial struct TextTerminal
{
    private const byte FirstIsGraphics = 1;
    private const byte SecondIsGraphics = 2;
    private const byte ShiftedOut = 4;

    private enum Switch : byte
    {
        Off,
        On,
    }

    private readonly bool UsesGraphics => (_charsets & ((_charsets & ShiftedOut) != 0 ? SecondIsGraphics : FirstIsGraphics)) != 0;

    private void Designate(byte set, uint final) => _charsets = (byte)(final == '0' ? _charsets | set : _charsets & ~set);

    /// <summary>DEC Special Graphics, in which curses draws lines (VT100 manual, table 3-9).</summary>
    private readonly uint Translate(uint codePoint)
    {
        if (!UsesGraphics || codePoint is < 0x5f or > 0x7e)
        {
            return codePoint;
        }

        return Graphics[(int)codePoint - 0x5f];
    }

    private static System.ReadOnlySpan<char> Graphics =>
    [
        ' ', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼',
        '⎺', '⎻', '─', '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
    ];

    private void SetModes(Switch to)
    {
        for (int index = 0; index < _parameterCount; index++)
        {
            switch (_parameters[index])
            {
                case 4: Set(TerminalModes.Insert, to); break;
                case 20: Set(TerminalModes.NewLine, to); break;
            }
        }
    }

    private void SetPrivateModes(Switch to)
    {
        for (int index = 0; index < _parameterCount; index++)
        {
            SetPrivateMode(_parameters[index], to);
        }
    }

    private void SetPrivateMode(int mode, Switch to)
    {
        switch (mode)
        {
            case 1: Set(TerminalModes.ApplicationCursor, to); break;
            case 5:
                Set(TerminalModes.ReverseScreen, to);
                TouchAll();
                break;
            case 6:
                Set(TerminalModes.Origin, to);
                Place(0, 0);
                break;
            case 7:
                Set(TerminalModes.AutoWrap, to);
                _pendingWrap = false;
                break;
            case 25:
                Set(TerminalModes.CursorVisible, to);
                _version++;
                break;
            case 47 or 1047: ShowScreen(to); break;
            case 66: Set(TerminalModes.ApplicationKeypad, to); break;
            case 1048 when to == Switch.On: SaveCursor(); break;
            case 1048: RestoreCursor(); break;
            case 1049 when to == Switch.On && !Is(TerminalModes.AlternateScreen):
                SaveCursor();
                ShowScreen(Switch.On);
                EraseRows(0, Rows);
                break;
            case 1049 when to == Switch.Off && Is(TerminalModes.AlternateScreen):
                ShowScreen(Switch.Off);
                RestoreCursor();
                break;
            case 2004: Set(TerminalModes.BracketedPaste, to); break;
        }
    }

    private void Set(TerminalModes mode, Switch to) => _modes = to == Switch.On ? _modes | mode : _modes & ~mode;

    private void ShowScreen(Switch alternate)
    {
        ResetView();
        Set(TerminalModes.AlternateScreen, alternate);
        _lines = alternate == Switch.On ? _alternateLines : _mainLines;
        _pendingWrap = false;
        TouchAll();
    }

    private void SaveCursor()
    {
        SavedCursor saved = new()
        {
            Row = _row,
            Column = _column,
            Pen = _pen,
            Modes = _modes & (TerminalModes.Origin | TerminalModes.AutoWrap),
            Charsets = _charsets,
            PendingWrap = _pendingWrap,
        };
        if (Is(TerminalModes.AlternateScreen))
        {
            _savedAlternate = saved;
        }
        else
        {
            _savedMain = saved;
        }
    }

    private void RestoreCursor()
    {
        SavedCursor saved = Is(TerminalModes.AlternateScreen) ? _savedAlternate : _savedMain;
        _modes = (_modes & ~(TerminalModes.Origin | TerminalModes.AutoWrap)) | saved.Modes;
        _pen = saved.Pen;
        _charsets = saved.Charsets;
        MoveTo(saved.Row, saved.Column);
        _pendingWrap = saved.PendingWrap;
    }

    /// <summary>RIS: as it was when it was switched on.</summary>
    private void Reset()
    {
        _viewOffset = 0;
        _historyStart = 0;
        _historyCount = 0;
        _lastPrinted = 0;
        _state = ParserState.Ground;
        _decoder = default;
        ShowScreen(Switch.On);
        SoftReset();
        EraseRows(0, Rows);
        ShowScreen(Switch.Off);
        SoftReset();
        EraseRows(0, Rows);
        for (int column = 0; column < Columns; column++)
        {
            _tabStops[column] = column % 8 == 0 ? (byte)1 : (byte)0;
        }

        MoveTo(0, 0);
    }

    /// <summary>DECSTR: modes, region, colors and saved cursor of this screen, but not what is on it.</summary>
    private void SoftReset()
    {
        _modes = (_modes & TerminalModes.AlternateScreen) | TerminalModes.AutoWrap | TerminalModes.CursorVisible;
        _top = 0;
        _bottom = Rows - 1;
        _pen = Cell.Blank;
        _charsets = 0;
        _pendingWrap = false;
        int row = _row;
        int column = _column;
        _row = 0;
        _column = 0;
        SaveCursor();
        _row = row;
        _column = column;
        TouchAll();
    }
}
