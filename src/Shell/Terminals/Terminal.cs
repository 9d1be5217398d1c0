using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The shell's side of its console: the one reader of its keys, who hands them to whoever is due.</summary>
/// <remarks>
/// Owns: bytes typed and not yet read. Does not own: the console.
/// While something runs, Ctrl-C and Ctrl-Z go to it as signals and are not seen as bytes.
/// </remarks>
public sealed class Terminal(IShellConsole console, IExecutive executive)
{
    private const byte ControlC = 3;
    private const byte ControlZ = 26;
    private readonly Queue<byte> _typed = new();
    private readonly KernelWaitQueue _arrived = new(executive);
    private readonly Interruption _end = new(executive);
    private readonly byte[] _buffer = new byte[256];
    private bool _resized;

    public IShellConsole Console => console;

    /// <summary>Whom Ctrl-C and Ctrl-Z are for while something runs.</summary>
    public Foreground Foreground { get; } = new();

    public bool IsClosed { get; private set; }

    /// <summary>Whether a byte can be read without waiting.</summary>
    public bool HasTyped => _typed.Count > 0;

    /// <summary>Starts listening.</summary>
    public void Open() => ExecutiveWaits.Detach(Listen());

    /// <summary>Stops listening. What was typed and not read is lost.</summary>
    public void Close() => _end.Request(Signals.Terminate);

    /// <summary>Waits for a byte.</summary>
    /// <returns><see cref="Errno.Interrupted"/> when interrupted, <see cref="Errno.Again"/> when the console's size has changed or a program has it,
    /// <see cref="Errno.NoData"/> when it is gone.</returns>
    public async KernelTask<Result<byte>> ReadByte(Interruption? interruption)
    {
        byte typed;
        while (!_typed.TryDequeue(out typed))
        {
            if (IsClosed)
            {
                return Errno.NoData;
            }

            if (_resized)
            {
                _resized = false;
                return Errno.Again;
            }

            if (console.Mode == ConsoleMode.Program)
            {
                return Errno.Again;
            }

            if (await _arrived.Wait(interruption) == WaitOutcome.Interrupted)
            {
                return Errno.Interrupted;
            }
        }

        return typed;
    }

    /// <summary>Shows text; a console that is gone shows nothing, and is noticed by the reader.</summary>
    public void Show(string text) => _ = console.Write(ShellText.Encode(text));

    private async KernelTask Listen()
    {
        while (true)
        {
            ConsoleInput input = await console.Read(_buffer, _end);
            switch (input.Kind)
            {
                case ConsoleInputKind.Bytes:
                    Take(_buffer.AsSpan(0, input.Count));
                    break;
                case ConsoleInputKind.Resized:
                    _resized = true;
                    _arrived.WakeAll();
                    break;
                case ConsoleInputKind.Interrupt:
                    Foreground.NoteInterrupt();
                    break;
                case ConsoleInputKind.Suspend:
                    Foreground.NoteSuspend();
                    break;
                case ConsoleInputKind.Lent:
                    console.Unread(_typed.ToArray());
                    _typed.Clear();
                    _arrived.WakeAll();
                    break;
                case ConsoleInputKind.Closed:
                    IsClosed = true;
                    Foreground.Interrupt();
                    _arrived.WakeAll();
                    return;
                default:
                    break;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte typed in bytes)
        {
            if (Foreground.IsBusy && typed == ControlC)
            {
                Show("^C\n");
                _typed.Clear();
                Foreground.Interrupt();
                continue;
            }

            if (Foreground.IsBusy && typed == ControlZ)
            {
                Show("^Z");
                Foreground.Stop();
                continue;
            }

            _typed.Enqueue(typed);
        }

        _arrived.WakeAll();
    }
}
