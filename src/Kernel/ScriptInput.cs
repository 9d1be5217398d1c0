using System;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Standard input in exec mode: what comes over a serial line, which has no end of its own, so that the end is a mark in it.</summary>
/// <remarks>
/// <see cref="Escape"/> doubled is that byte itself; before <see cref="Begin"/> or <see cref="End"/> it is a mark. What comes before the beginning counts
/// for nothing: the port drops a byte when it is set up. build/run puts the marks in (docs/building.md).
/// States: not begun → open → ended, for good.
/// </remarks>
internal sealed class ScriptInput(ByteStream line) : ByteStream
{
    /// <summary>ASCII's data link escape.</summary>
    public const byte Escape = 0x10;

    /// <summary>ASCII's end of transmission.</summary>
    public const byte End = 0x04;

    /// <summary>ASCII's start of text.</summary>
    public const byte Begin = 0x02;

    private bool _isEscaped;
    private bool _isBegun;
    private bool _isEnded;

    public override async KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
    {
        int count = 0;
        while (count == 0 && !_isEnded && !buffer.IsEmpty)
        {
            if (!(await line.Read(buffer, interruption)).Ok(out int taken, out Errno error))
            {
                return error;
            }

            count = Decode(buffer.Span[..taken]);
        }

        return count;
    }

    private int Decode(Span<byte> bytes)
    {
        int count = 0;
        foreach (byte value in bytes)
        {
            if (value == Escape && !_isEscaped)
            {
                _isEscaped = true;
                continue;
            }

            bool isMark = _isEscaped && value != Escape;
            _isEscaped = false;
            if (isMark && value == End)
            {
                _isEnded = true;
                break; // nothing follows
            }

            if (_isBegun && !isMark)
            {
                bytes[count++] = value;
            }

            _isBegun |= isMark && value == Begin;
        }

        return count;
    }
}
