using System;
using Vela.Hal;

namespace Vela.Boot;

/// <summary>Every console of the machine as one: what is written goes to the serial port and the screen, what is typed on either comes out of one queue.</summary>
/// <remarks>
/// GC-free: works before the runtime exists, inside a collection and in a panic. A static of this type (all zero) is a console that swallows
/// everything, until <see cref="Open"/>.
/// Owns: the port, the terminal, the screen, the input queue, all in memory handed in. Does not own: the keyboard (its driver calls
/// <see cref="Type"/>), line editing and the like (the tty's).
/// No locks: only kernel code on the one CPU that holds the kernel token comes here; interrupts only note that there is something to do.
/// </remarks>
public unsafe struct Consoles<TPorts>
    where TPorts : unmanaged, IPortSpace
{
    /// <summary>Memory for <see cref="Open"/>: the input queue and the serial port's rings.</summary>
    public const int BytesNeeded = InputBytes + SerialBytes + OutputBytes;

    private const int InputBytes = 2048;
    private const int SerialBytes = 2048;
    private const int OutputBytes = 16384;

    /// <summary>What one call of <see cref="Flush"/> may do, so that it stays within a millisecond or two.</summary>
    private const int CellsPerStep = 512;
    private const int SerialBytesPerStep = 256;
    private const ulong FifoNanoseconds = 1_400_000;
    private const ulong FrameNanoseconds = 16_666_667;

    private SerialPort<TPorts> _serial;
    private TextTerminal _terminal;
    private VgaTextScreen<TPorts> _vga;
    private FramebufferScreen _framebuffer;
    private ByteRing _input;
    private ulong _lastFrame;
    private ScreenKind _screen;
    private bool _typedOnScreen;
    private bool _isDrawing;
    private bool _isLastPage;
    private bool _isFull;

    public PaintPolicy Policy { get; set; }

    public readonly ScreenKind Screen => _screen;

    /// <summary>The screen's size; 80 without one, as serial terminals are.</summary>
    public readonly int Columns => _screen == ScreenKind.None ? 80 : _terminal.Columns;

    /// <summary>The screen's size; 24 without one.</summary>
    public readonly int Rows => _screen == ScreenKind.None ? 24 : _terminal.Rows;

    /// <summary>What programs have asked the terminal for; the keyboard driver needs it to choose its sequences.</summary>
    public readonly TerminalModes Modes => _screen == ScreenKind.None ? TerminalModes.None : _terminal.Modes;

    /// <summary>Bytes waiting to be read.</summary>
    public readonly int InputCount => _input.Count;

    /// <summary>The first step of boot: the serial port (if it is there) and the input queue.</summary>
    /// <param name="memory"><see cref="BytesNeeded"/> bytes.</param>
    /// <param name="serialPort">Its base, <see cref="SerialPort{TPorts}.Com1"/> as a rule.</param>
    public void Open(byte* memory, ushort serialPort)
    {
        _input.Initialize(memory, InputBytes);
        _serial.Initialize(serialPort, memory + InputBytes, SerialBytes);
        _serial.UseQueue(memory + InputBytes + SerialBytes, OutputBytes);
    }

    /// <summary>Adds the VGA's text screen. What the memory has beyond the least becomes history.</summary>
    /// <param name="video">Where physical 0xb8000 is mapped.</param>
    /// <param name="memory">Aligned to 8.</param>
    /// <param name="length">At least 36,000 bytes; each line of history takes 642 more.</param>
    public bool AttachVgaText(byte* video, byte* memory, nuint length)
    {
        const int Screen = VgaTextScreen<TPorts>.BytesNeeded;
        if (length < Screen || !_terminal.Initialize(memory + Screen, length - Screen, VgaTextScreen<TPorts>.Columns, VgaTextScreen<TPorts>.Rows))
        {
            return false;
        }

        _vga.Initialize(video, memory);
        _screen = ScreenKind.VgaText;
        return true;
    }

    /// <summary>Adds a framebuffer. What the memory has beyond the least (24 bytes a cell of the screen) becomes history.</summary>
    /// <param name="framebuffer">Where and how.</param>
    /// <param name="font">A loaded font.</param>
    /// <param name="memory">Aligned to 8.</param>
    /// <param name="length">See <see cref="FramebufferScreen.ConsoleBytesNeeded"/>.</param>
    public bool AttachFramebuffer(in Framebuffer framebuffer, in PsfFont font, byte* memory, nuint length)
    {
        if (!framebuffer.IsSupported || !font.IsLoaded)
        {
            return false;
        }

        int columns = FramebufferScreen.ColumnsThatFit(framebuffer.Width, font.Width);
        int rows = FramebufferScreen.RowsThatFit(framebuffer.Height, font.Height);
        nuint screen = FramebufferScreen.BytesNeeded(columns, rows);
        if (length < screen || !_terminal.Initialize(memory + screen, length - screen, columns, rows)
            || !_framebuffer.Initialize(framebuffer, font, memory))
        {
            return false;
        }

        _screen = ScreenKind.Framebuffer;
        return true;
    }

    /// <summary>Bytes as a terminal takes them (a line feed moves down and nothing else), on the serial line at once.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _serial.Transmit(bytes);
        Show(bytes);
    }

    /// <summary>Text as the kernel writes it (a line feed also returns the carriage), on the serial line at once: for the log, the runtime and panics.</summary>
    public void Print(ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text)
        {
            int at = 0;
            while (at < text.Length)
            {
                Write(NextPiece(start, ref at, text.Length));
            }
        }
    }

    /// <summary>From now on the screen shows one page, and what does not fit on it is on the serial line alone: a report begins with what matters most.</summary>
    public void BeginLastPage()
    {
        Policy = PaintPolicy.EveryWrite;
        if (_screen == ScreenKind.None)
        {
            return;
        }

        _terminal.ResetView();
        _terminal.Write("\ec"u8);
        _isLastPage = true;
    }

    /// <summary>Text as <see cref="Print"/> takes it, which <see cref="Flush"/> sends: for commands, whose output must not hold the machine up.</summary>
    public void Queue(ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text)
        {
            int at = 0;
            while (at < text.Length)
            {
                ReadOnlySpan<byte> piece = NextPiece(start, ref at, text.Length);
                _serial.Queue(piece);
                Show(piece);
            }
        }
    }

    /// <summary>How many bytes <see cref="QueueBytes"/> takes without waiting for the line.</summary>
    public readonly int QueueRoom => _serial.IsPresent ? _serial.QueueRoom : int.MaxValue;

    /// <summary>Bytes as <see cref="Write"/> takes them, which <see cref="Flush"/> sends: for a terminal that has processed them already.</summary>
    public void QueueBytes(ReadOnlySpan<byte> bytes)
    {
        _serial.Queue(bytes);
        Show(bytes);
    }

    /// <summary>Draws now, all of it.</summary>
    public void Paint()
    {
        while (IsStale())
        {
            Paint(int.MaxValue);
        }
    }

    /// <summary>Sends and draws everything now, before the machine stops.</summary>
    public void Drain()
    {
        _serial.Drain();
        Paint();
    }

    /// <summary>
    /// Sends some of what is queued, and draws some of what changed unless a frame was begun less than a sixtieth of a second ago. The executive
    /// calls it in each pass.
    /// </summary>
    /// <param name="nanoseconds">Time since boot.</param>
    /// <returns>When to call again at the latest: 0 when nothing is left to do.</returns>
    public ulong Flush(ulong nanoseconds)
    {
        ulong send = _serial.Pump(SerialBytesPerStep) switch
        {
            PumpOutcome.Again => nanoseconds,
            PumpOutcome.Full => nanoseconds + FifoNanoseconds,
            _ => ulong.MaxValue,
        };
        ulong draw = DrawStep(nanoseconds);
        ulong next = Math.Min(send, draw);
        return next == ulong.MaxValue ? 0 : next;
    }

    /// <summary>Fetches what the serial port has received. Whoever serves its interrupt calls it, and whoever polls.</summary>
    public void PollInput()
    {
        _serial.Poll();
        while (_serial.TryReceive(out byte value))
        {
            _typedOnScreen = false;
            _ = _input.TryPut(value);
        }
    }

    /// <summary>Bytes of keys that were typed on the machine's own keyboard.</summary>
    public void Type(ReadOnlySpan<byte> bytes)
    {
        _typedOnScreen = true;
        if (_screen != ScreenKind.None)
        {
            _terminal.ResetView();
        }

        for (int index = 0; index < bytes.Length; index++)
        {
            _ = _input.TryPut(bytes[index]);
        }
    }

    public bool TryRead(out byte value) => _input.TryTake(out value);

    /// <summary>Shift-PgUp and Shift-PgDn: moves the screen's view by half pages, positive into the history.</summary>
    public void ScrollView(int halfPages)
    {
        if (_screen != ScreenKind.None)
        {
            _terminal.ScrollView(halfPages * (_terminal.Rows / 2));
        }
    }

    /// <summary>Lets the serial port interrupt when something arrives.</summary>
    public readonly void EnableSerialInterrupt() => _serial.EnableReceiveInterrupt();

    /// <summary>Up to the next newline, or the newline itself as the serial line and the terminal want it.</summary>
    private static ReadOnlySpan<byte> NextPiece(byte* text, ref int at, int length)
    {
        if (text[at] == '\n')
        {
            at++;
            return "\r\n"u8;
        }

        int from = at;
        while (at < length && text[at] != '\n')
        {
            at++;
        }

        return new ReadOnlySpan<byte>(text + from, at - from);
    }

    private void Show(ReadOnlySpan<byte> bytes)
    {
        if (_screen == ScreenKind.None)
        {
            return;
        }

        if (_isLastPage)
        {
            ShowWhatFits(bytes);
        }
        else
        {
            _terminal.Write(bytes);
        }

        TakeReplies();
        if (Policy == PaintPolicy.EveryWrite)
        {
            Paint();
        }
    }

    /// <summary>Shows part of a line, or a line's end, above the last row; what comes after the page is full is not shown.</summary>
    private void ShowWhatFits(ReadOnlySpan<byte> bytes)
    {
        if (_isFull || bytes.IsEmpty)
        {
            return;
        }

        int rowsLeft = _terminal.Rows - 2 - _terminal.CursorRow;
        int bytesLeft = ((rowsLeft + 1) * _terminal.Columns) - _terminal.CursorColumn;
        int room = bytes[0] != '\r' ? bytesLeft : rowsLeft > 0 ? bytes.Length : 0;
        _isFull = room < bytes.Length;
        _terminal.Write(bytes[..Math.Min(room, bytes.Length)]);
        if (_isFull)
        {
            _terminal.Write(_serial.IsPresent ? "\e[999H\e[K... and more, on the serial line"u8 : "\e[999H\e[K... and more"u8);
        }
    }

    private ulong DrawStep(ulong nanoseconds)
    {
        if (!IsStale())
        {
            return ulong.MaxValue;
        }

        if (!_isDrawing)
        {
            ulong next = _lastFrame + FrameNanoseconds;
            if (nanoseconds < next && _lastFrame != 0)
            {
                return next;
            }

            _lastFrame = nanoseconds;
        }

        Paint(CellsPerStep);
        _isDrawing = IsStale();
        return _isDrawing ? nanoseconds : ulong.MaxValue;
    }

    private void Paint(int cells)
    {
        switch (_screen)
        {
            case ScreenKind.VgaText: _vga.Paint(ref _terminal, cells); break;
            case ScreenKind.Framebuffer: _framebuffer.Paint(ref _terminal, cells); break;
        }
    }

    private readonly bool IsStale() => _screen switch
    {
        ScreenKind.VgaText => _vga.IsStale(_terminal.Version),
        ScreenKind.Framebuffer => _framebuffer.IsStale(_terminal.Version),
        _ => false,
    };

    /// <summary>
    /// A terminal on the other end of the serial line answers for itself. So that a question gets one answer, the screen's own terminal
    /// answers only when the last key came from the machine's keyboard, or when there is no serial port.
    /// </summary>
    private void TakeReplies()
    {
        while (_terminal.TryTakeReply(out byte value))
        {
            if (_typedOnScreen || !_serial.IsPresent)
            {
                _ = _input.TryPut(value);
            }
        }
    }
}
