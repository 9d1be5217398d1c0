using System;
using System.Collections.Generic;
using System.Text;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>A console whose keys the test presses and whose output it reads.</summary>
public sealed class SimulatedConsole(IExecutive executive) : IShellConsole
{
    private readonly Queue<byte> _keys = new();
    private readonly KernelWaitQueue _arrived = new(executive);
    private readonly StringBuilder _shown = new();
    private bool _resized;
    private bool _closed;

    public ConsoleSize Size { get; set; } = new(80, 24);

    public ConsoleKind Kind { get; init; } = ConsoleKind.Dumb;

    public ConsoleMode Mode { get; set; }

    public ByteStream? Lines => null;

    public string Shown => _shown.ToString();

    public void Type(string keys)
    {
        foreach (byte key in Encoding.UTF8.GetBytes(keys))
        {
            _keys.Enqueue(key);
        }

        _arrived.WakeAll();
    }

    public void Unread(ReadOnlySpan<byte> bytes)
    {
        foreach (byte key in bytes)
        {
            _keys.Enqueue(key);
        }
    }

    public void Resize(int columns, int rows)
    {
        Size = new ConsoleSize(columns, rows);
        _resized = true;
        _arrived.WakeAll();
    }

    public void Close()
    {
        _closed = true;
        _arrived.WakeAll();
    }

    public void Forget() => _shown.Clear();

    public async KernelTask<ConsoleInput> Read(Memory<byte> buffer, Interruption interruption)
    {
        while (true)
        {
            if (_resized)
            {
                _resized = false;
                return new ConsoleInput(ConsoleInputKind.Resized);
            }

            if (_keys.Count > 0)
            {
                int count = 0;
                while (count < buffer.Length && _keys.TryDequeue(out byte key))
                {
                    buffer.Span[count++] = key;
                }

                return new ConsoleInput(ConsoleInputKind.Bytes, count);
            }

            if (_closed || await _arrived.Wait(interruption) == WaitOutcome.Interrupted)
            {
                return new ConsoleInput(ConsoleInputKind.Closed);
            }
        }
    }

    public Errno Write(ReadOnlySpan<byte> bytes)
    {
        _shown.Append(Encoding.UTF8.GetString(bytes));
        return Errno.None;
    }
}
