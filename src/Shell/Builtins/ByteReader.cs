using System;
using System.Buffers;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Reads a stream by the piece or by the line. What cannot be read ends the command with a message.</summary>
public sealed class ByteReader(ByteStream stream, string name, CommandContext context)
{
    private const int BufferSize = 8192;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _first;
    private int _end;

    /// <summary>The next bytes; empty at the end. Valid until the next call.</summary>
    public async KernelTask<ReadOnlyMemory<byte>> ReadPiece()
    {
        if (_first == _end)
        {
            _first = 0;
            _end = await Fill();
        }

        ReadOnlyMemory<byte> piece = _buffer.AsMemory(_first.._end);
        _first = _end;
        return piece;
    }

    /// <summary>The next line with its newline, if it has one; null at the end.</summary>
    public async KernelTask<byte[]?> ReadLine()
    {
        ArrayBufferWriter<byte>? whole = null;
        while (true)
        {
            if (_first == _end)
            {
                _first = 0;
                _end = await Fill();
                if (_end == 0)
                {
                    return whole?.WrittenSpan.ToArray();
                }
            }

            int newline = _buffer.AsSpan(_first.._end).IndexOf((byte)'\n');
            int end = newline < 0 ? _end : _first + newline + 1;
            Memory<byte> piece = _buffer.AsMemory(_first..end);
            _first = end;
            if (newline >= 0 && whole is null)
            {
                return piece.ToArray();
            }

            whole ??= new ArrayBufferWriter<byte>();
            whole.Write(piece.Span);
            if (newline >= 0)
            {
                return whole.WrittenSpan.ToArray();
            }
        }
    }

    private async KernelTask<int> Fill()
    {
        await context.Breathe();
        if ((await stream.Read(_buffer, context.Interruption)).Ok(out int count, out Errno error))
        {
            return count;
        }

        context.EndIfInterrupted();
        throw new CommandEndedException(1, name + ": " + ErrorText.Of(error));
    }
}
