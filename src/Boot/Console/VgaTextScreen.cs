using Vela.Hal;

namespace Vela.Boot;

/// <summary>Draws a <see cref="TextTerminal"/> on a VGA in text mode 3: 80 by 25, code page 437, 16 colors.</summary>
/// <remarks>
/// GC-free. Owns: the text buffer at physical 0xb8000, a copy of what is in it (device memory is slow to read), the CRTC's cursor.
/// Source: IBM VGA registers, as in FreeVGA: CRTC at 0x3d4, attribute controller at 0x3c0.
/// </remarks>
public unsafe struct VgaTextScreen<TPorts>
    where TPorts : unmanaged, IPortSpace
{
    public const int Columns = 80;
    public const int Rows = 25;
    public const ulong PhysicalAddress = 0xb8000;

    /// <summary>Memory for the copy.</summary>
    public const int BytesNeeded = Columns * Rows * sizeof(ushort);

    private const ushort CrtcIndex = 0x3d4;
    private const ushort CrtcData = 0x3d5;
    private const ushort AttributeControl = 0x3c0;
    private const ushort AttributeRead = 0x3c1;
    private const ushort InputStatus = 0x3da;
    private const byte CursorStart = 0x0a;
    private const byte CursorEnd = 0x0b;
    private const byte CursorHigh = 0x0e;
    private const byte CursorLow = 0x0f;
    private const byte CursorOff = 0x20;

    /// <summary>From ANSI order (bit 0 red) to the VGA's (bit 0 blue).</summary>
    private static System.ReadOnlySpan<byte> VgaColors => [0, 4, 2, 6, 1, 5, 3, 7, 8, 12, 10, 14, 9, 13, 11, 15];

    private ushort* _buffer;
    private ushort* _copy;
    private ulong _painted;
    private ulong _passVersion;
    private int _nextRow;
    private int _cursor;

    /// <param name="buffer">Where physical 0xb8000 is mapped.</param>
    /// <param name="copy"><see cref="BytesNeeded"/> bytes, aligned to 2.</param>
    public void Initialize(byte* buffer, byte* copy)
    {
        _buffer = (ushort*)buffer;
        _copy = (ushort*)copy;
        _painted = 0;
        _nextRow = 0;
        _cursor = -2;
        for (int index = 0; index < Columns * Rows; index++)
        {
            _copy[index] = 0x0720;
            _buffer[index] = 0x0720;
        }

        BrightBackgrounds();
        WriteCrtc(CursorEnd, 15);
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
        }

        bool reversed = (terminal.Modes & TerminalModes.ReverseScreen) != 0;
        for (; _nextRow < Rows; _nextRow++)
        {
            if (budget <= 0)
            {
                return;
            }

            if (terminal.RowVersion(_nextRow) > _painted)
            {
                budget -= PaintRow(_nextRow, terminal.Row(_nextRow), reversed ? CellAttributes.Reverse : CellAttributes.None);
            }
        }

        PlaceCursor(terminal.ShowsCursor ? (terminal.CursorRow * Columns) + terminal.CursorColumn : -1);
        _nextRow = 0;
        _painted = _passVersion;
    }

    private readonly int PaintRow(int row, Cell* cells, CellAttributes flip)
    {
        int painted = 0;
        for (int column = 0; column < Columns; column++)
        {
            ushort drawn = Encode(cells[column], flip);
            int index = (row * Columns) + column;
            if (drawn != _copy[index])
            {
                _copy[index] = drawn;
                _buffer[index] = drawn;
                painted++;
            }
        }

        return painted;
    }

    private static ushort Encode(Cell cell, CellAttributes flip)
    {
        int foreground = cell.Foreground.ToBase16(7);
        int background = cell.Background.ToBase16(0);
        CellAttributes attributes = cell.Attributes ^ flip;
        if ((attributes & CellAttributes.Bold) != 0)
        {
            foreground |= 8;
        }

        if ((attributes & CellAttributes.Reverse) != 0)
        {
            (foreground, background) = (background, foreground);
        }

        byte code = (attributes & CellAttributes.Hidden) != 0 ? (byte)' ' : CodePage437.From(cell.CodePoint);
        return (ushort)(VgaColors[background] << 12 | VgaColors[foreground] << 8 | code);
    }

    private void PlaceCursor(int index)
    {
        if (index == _cursor)
        {
            return;
        }

        WriteCrtc(CursorStart, index < 0 ? CursorOff : (byte)13);
        if (index >= 0)
        {
            WriteCrtc(CursorHigh, (byte)(index >> 8));
            WriteCrtc(CursorLow, (byte)(index & 0xff));
        }

        _cursor = index;
    }

    /// <summary>Bit 7 of a cell's colors shall be a bright background, not blinking (attribute controller, mode register 0x10).</summary>
    private static void BrightBackgrounds()
    {
        TPorts ports = default;
        _ = ports.Read8(InputStatus); // the next write of 0x3c0 is an index
        ports.Write8(AttributeControl, 0x10 | 0x20);
        byte mode = ports.Read8(AttributeRead);
        ports.Write8(AttributeControl, (byte)(mode & ~0x08));
    }

    private static void WriteCrtc(byte index, byte value)
    {
        TPorts ports = default;
        ports.Write8(CrtcIndex, index);
        ports.Write8(CrtcData, value);
    }
}
