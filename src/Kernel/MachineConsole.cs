using System;
using System.Collections.Generic;
using Vela.Boot;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;
using Vela.Shell;
using Terminal = Vela.Processes.Terminal;

namespace Vela.Kernel;

/// <summary>The machine's consoles, serial and screen as one: the shell's, or the device of a terminal that programs have.</summary>
/// <remarks>
/// Owns: what a program was given to read and left. While <see cref="Mode"/> is Program what is typed goes to the terminal, and only notes to the shell.
/// </remarks>
internal sealed class MachineConsole(IExecutive executive) : IShellConsole, ITerminalOutput
{
    private const int MostAhead = 4096;

    private readonly KernelWaitQueue _arrived = new(executive);
    private readonly Queue<ConsoleInputKind> _notes = new();
    private readonly Queue<byte> _ahead = new();
    private Terminal? _terminal;
    private ConsoleSize _shownSize;
    private bool _isChangingHands;

    public ConsoleSize Size
    {
        get => _terminal?.Window is { Rows: > 0, Columns: > 1 } window
            ? new ConsoleSize(window.Columns, window.Rows)
            : new ConsoleSize(KernelConsole.Consoles.Columns, KernelConsole.Consoles.Rows);
        set => _terminal?.SetWindow(new WindowSize((ushort)value.Rows, (ushort)value.Columns, 0, 0));
    }

    public ConsoleKind Kind => ConsoleKind.Ansi;

    public ConsoleMode Mode
    {
        get;
        set
        {
            if (field == value)
            {
                return;
            }

            field = value;
            if (value == ConsoleMode.Program)
            {
                _isChangingHands = true; // until the shell has said what it had read ahead
                _shownSize = Size;
                Note(ConsoleInputKind.Lent);
            }
            else
            {
                Return();
            }
        }
    }

    public ByteStream? Lines { get; private set; }

    /// <summary>From now on programs can have it.</summary>
    /// <param name="terminal">Whose device this is.</param>
    /// <param name="lines">The terminal as a file.</param>
    public void Attach(Terminal terminal, ByteStream lines)
    {
        _terminal = terminal;
        Lines = lines;
        terminal.SetWindow(new WindowSize((ushort)KernelConsole.Consoles.Rows, (ushort)KernelConsole.Consoles.Columns, 0, 0));
    }

    /// <summary>Something was typed: called when the serial port or the keyboard has interrupted.</summary>
    public void NoteInput()
    {
        KernelConsole.Consoles.PollInput();
        if (Mode == ConsoleMode.Program)
        {
            HandOver();
        }
        else if (KernelConsole.Consoles.InputCount > 0)
        {
            _arrived.WakeAll();
        }
    }

    /// <summary>The line has sent something: there may be room for what the terminal still has.</summary>
    public void NoteSent()
    {
        if (_terminal is { OutputCount: > 0 })
        {
            _terminal.ContinueOutput();
        }
    }

    /// <summary>Tells the shell of something beside bytes.</summary>
    public void Note(ConsoleInputKind kind)
    {
        _notes.Enqueue(kind);
        _arrived.WakeAll();
    }

    public void Unread(ReadOnlySpan<byte> bytes)
    {
        if (Mode == ConsoleMode.Shell)
        {
            Keep(bytes); // it has come back meanwhile
            return;
        }

        _ = _terminal!.Receive(bytes); // what it has no room for is lost, as on any line
        _isChangingHands = false;
        HandOver();
    }

    public async KernelTask<ConsoleInput> Read(Memory<byte> buffer, Interruption interruption)
    {
        while (true)
        {
            if (_notes.TryDequeue(out ConsoleInputKind kind))
            {
                return new ConsoleInput(kind);
            }

            int count = Mode == ConsoleMode.Shell ? Take(buffer.Span) : 0;
            if (count > 0)
            {
                return new ConsoleInput(ConsoleInputKind.Bytes, count);
            }

            if (await _arrived.Wait(interruption) == WaitOutcome.Interrupted)
            {
                return new ConsoleInput(ConsoleInputKind.Closed);
            }
        }
    }

    public Errno Write(ReadOnlySpan<byte> bytes)
    {
        KernelConsole.Consoles.Queue(bytes);
        return Errno.None;
    }

    int ITerminalOutput.TryWrite(ReadOnlySpan<byte> bytes)
    {
        // What a program leaves behind goes out before the shell writes.
        int count = Mode == ConsoleMode.Shell ? bytes.Length : Math.Min(bytes.Length, KernelConsole.Consoles.QueueRoom);
        KernelConsole.Consoles.QueueBytes(bytes[..count]);
        return count;
    }

    void ITerminalOutput.Unused()
    {
    }

    void ITerminalOutput.InputTaken()
    {
    }

    private int Take(Span<byte> into)
    {
        KernelConsole.Consoles.PollInput();
        int count = 0;
        while (count < into.Length && (_ahead.TryDequeue(out byte value) || KernelConsole.Consoles.TryRead(out value)))
        {
            into[count++] = value;
        }

        return count;
    }

    /// <summary>Gives what was typed to the terminal. Byte by byte: an interrupt is heard even when there is no room for what comes before it.</summary>
    private void HandOver()
    {
        while (!_isChangingHands && KernelConsole.Consoles.TryRead(out byte value))
        {
            _ = _terminal!.Receive([value]);
        }
    }

    /// <summary>The shell has it again: what was typed for the program, and not read, is typed for the shell.</summary>
    private void Return()
    {
        _terminal!.ContinueOutput();
        Span<byte> left = stackalloc byte[256];
        int count;
        while ((count = _terminal.TakeInput(left)) != 0)
        {
            Keep(left[..count]);
        }

        if (Size != _shownSize)
        {
            Note(ConsoleInputKind.Resized);
        }

        _arrived.WakeAll();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (value != 0 && _ahead.Count < MostAhead)
            {
                _ahead.Enqueue(value == '\n' ? (byte)'\r' : value); // as the key was
            }
        }
    }
}
