using System;

namespace Vela.Boot;

/// <summary>A terminal: bytes go in, a grid of cells and a history of lines come out. Understands the part of VT100 and xterm that programs use.</summary>
/// <remarks>
/// GC-free; lives in memory handed in, never copied (it is larger than what may be cleared or moved whole).
/// Owns: the cells, the history, the modes. Does not own: how cells are drawn (screens read <see cref="Row"/>), keys, or the answer's way
/// back (<see cref="TryTakeReply"/>).
/// Lines are indexes of rows of cells, so that scrolling moves indexes: of the main screen, the alternate screen and the history ring.
/// Invariants (<see cref="CheckInvariants"/>): each row of cells belongs to exactly one of the three; the cursor is on the screen; the two
/// halves of a wide character stand next to each other; the scroll region has at least two lines, or is the screen.
/// A row's version grows when it changes: a screen draws rows whose version is newer than what it last drew.
/// Sources: ECMA-48, DEC VT510 manual, xterm's ctlseqs.
/// </remarks>
public unsafe partial struct TextTerminal
{
    public const int MaxColumns = 1000;
    public const int MaxRows = 500;
    private const int ReplyBytes = 128;

    private Cell* _cells;
    private ulong* _versions;
    private ushort* _lines;
    private ushort* _mainLines;
    private ushort* _alternateLines;
    private ushort* _history;
    private byte* _tabStops;

    private int _historyCapacity;
    private int _historyStart;
    private int _historyCount;
    private int _viewOffset;
    private ulong _version;

    private int _row;
    private int _column;
    private bool _pendingWrap;
    private int _top;
    private int _bottom;
    private Cell _pen;
    private uint _lastPrinted;
    private TerminalModes _modes;
    private SavedCursor _savedMain;
    private SavedCursor _savedAlternate;
    private ByteRing _replies;
    private byte _charsets;

    private Utf8Decoder _decoder;
    private ParserState _state;
    private byte _prefix;
    private byte _intermediate;
    private byte _parameterCount;
    private bool _stringEscape;
    private ushort _subparameters;
    private fixed int _parameters[MaxParameters];

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    public readonly TerminalModes Modes => _modes;

    public readonly int CursorRow => _row;

    public readonly int CursorColumn => _column;

    /// <summary>Lines of history that there are now.</summary>
    public readonly int HistoryCount => _historyCount;

    /// <summary>How many lines back the view is; 0 shows the screen.</summary>
    public readonly int ViewOffset => _viewOffset;

    /// <summary>Grows with every change of anything that is drawn.</summary>
    public readonly ulong Version => _version;

    /// <summary>How often BEL came.</summary>
    public ulong Bells { get; private set; }

    /// <summary>Memory for a terminal of this size: 8 bytes a cell for both screens and the history, and some indexes.</summary>
    public static nuint BytesNeeded(int columns, int rows, int history)
    {
        nuint lines = (nuint)((2 * rows) + history);
        return Aligned((lines * (nuint)columns * (nuint)sizeof(Cell)) + ((nuint)rows * sizeof(ulong)) + (lines * sizeof(ushort))
            + (nuint)columns + ReplyBytes);
    }

    /// <summary>The longest history that fits beside the two screens; negative when not even they do.</summary>
    public static int HistoryThatFits(int columns, int rows, nuint length)
    {
        nuint least = BytesNeeded(columns, rows, 0);
        if (length < least)
        {
            return -1;
        }

        nuint each = ((nuint)columns * (nuint)sizeof(Cell)) + sizeof(ushort);
        return (int)Math.Min((length - least) / each, (nuint)(ushort.MaxValue - (2 * rows)));
    }

    /// <summary>Sets up a blank terminal with as much history as the memory holds. False: the size is out of range or the memory too small.</summary>
    /// <param name="memory">Aligned to 8.</param>
    /// <param name="length">At least <see cref="BytesNeeded"/> without history.</param>
    /// <param name="columns">2 to <see cref="MaxColumns"/>.</param>
    /// <param name="rows">2 to <see cref="MaxRows"/>.</param>
    public bool Initialize(byte* memory, nuint length, int columns, int rows)
    {
        if (columns is < 2 or > MaxColumns || rows is < 2 or > MaxRows)
        {
            return false;
        }

        int history = HistoryThatFits(columns, rows, length);
        if (history < 0)
        {
            return false;
        }

        int lines = (2 * rows) + history;
        Columns = columns;
        Rows = rows;
        _historyCapacity = history;
        _cells = (Cell*)memory;
        _versions = (ulong*)(_cells + ((nuint)lines * (nuint)columns));
        _mainLines = (ushort*)(_versions + rows);
        _alternateLines = _mainLines + rows;
        _history = _alternateLines + rows;
        _tabStops = (byte*)(_history + history);
        _replies.Initialize(_tabStops + columns, ReplyBytes);
        for (int line = 0; line < lines; line++)
        {
            _mainLines[line] = (ushort)line; // the three tables lie one after the other
        }

        for (int row = 0; row < rows; row++)
        {
            _versions[row] = 0;
        }

        _version = 0;
        _lines = _mainLines;
        Bells = 0;
        Reset();
        return true;
    }

    /// <summary>The bytes a program writes, in any portions.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            byte* at = start;
            byte* end = start + bytes.Length;
            while (at < end)
            {
                if (_state == ParserState.Ground && _decoder.IsIdle)
                {
                    at = PrintRun(at, end);
                    if (at == end)
                    {
                        return;
                    }
                }

                Decode(*at);
                at++;
            }
        }
    }

    /// <summary>The next byte that the terminal answers to a question (cursor position, device attributes).</summary>
    public bool TryTakeReply(out byte value) => _replies.TryTake(out value);

    /// <summary>The cells of a row as it is to be seen, history included.</summary>
    public readonly Cell* Row(int row)
    {
        int line = row - _viewOffset;
        return line >= 0 ? Line(line) : CellsOf(_history[(_historyStart + _historyCount + line) % _historyCapacity]);
    }

    /// <summary>When the row as it is to be seen last changed.</summary>
    public readonly ulong RowVersion(int row) => _viewOffset == 0 ? _versions[row] : _version;

    /// <summary>Whether the cursor is to be drawn: it is on, and the view shows the screen.</summary>
    public readonly bool ShowsCursor => _viewOffset == 0 && Is(TerminalModes.CursorVisible);

    /// <summary>Moves the view towards the history (positive) or towards the present (negative).</summary>
    public void ScrollView(int lines)
    {
        int offset = Is(TerminalModes.AlternateScreen) ? 0 : Math.Max(Math.Min(_viewOffset + lines, _historyCount), 0);
        if (offset != _viewOffset)
        {
            _viewOffset = offset;
            TouchAll();
        }
    }

    /// <summary>Back to the present, as a key that is typed does.</summary>
    public void ResetView() => ScrollView(-_viewOffset);

    /// <summary>Whether the invariants above hold.</summary>
    public readonly bool CheckInvariants()
    {
        int lines = (2 * Rows) + _historyCapacity;
        ulong sum = 0;
        ulong squares = 0;
        for (int line = 0; line < lines; line++)
        {
            ulong index = _mainLines[line];
            if (index >= (ulong)lines)
            {
                return false;
            }

            // A permutation of 0..n-1 keeps the sum and the sum of squares; a lost or doubled line changes one of them.
            sum += index;
            squares += index * index;
        }

        ulong last = (ulong)lines - 1;
        bool cursorOnScreen = _row >= 0 && _row < Rows && _column >= 0 && _column < Columns && (!_pendingWrap || _column == Columns - 1);
        bool regionIsSound = _top >= 0 && _top < _bottom && _bottom < Rows;
        bool viewIsSound = _viewOffset >= 0 && _viewOffset <= _historyCount && _historyCount <= _historyCapacity;
        return sum == last * (last + 1) / 2 && squares == last * (last + 1) * ((2 * last) + 1) / 6 && cursorOnScreen && regionIsSound
            && viewIsSound && WideCharactersAreWhole();
    }

    private readonly bool WideCharactersAreWhole()
    {
        for (int row = 0; row < Rows; row++)
        {
            Cell* cells = Line(row);
            bool afterLead = false;
            for (int column = 0; column < Columns; column++)
            {
                if (cells[column].Has(CellAttributes.WideTail) != afterLead)
                {
                    return false;
                }

                afterLead = cells[column].Has(CellAttributes.WideLead);
            }

            if (afterLead)
            {
                return false;
            }
        }

        return true;
    }

    private static nuint Aligned(nuint bytes) => (bytes + 7) & ~(nuint)7;

    private readonly bool Is(TerminalModes mode) => (_modes & mode) != 0;

    private readonly Cell* CellsOf(int line) => _cells + (line * Columns);

    private readonly Cell* Line(int row) => CellsOf(_lines[row]);

    private void Touch(int row)
    {
        _version++;
        _versions[row] = _version;
    }

    private void TouchAll()
    {
        for (int row = 0; row < Rows; row++)
        {
            Touch(row);
        }
    }
}
