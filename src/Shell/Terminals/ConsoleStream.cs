using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The console as a command sees it: lines to read, text to show.</summary>
public sealed class ConsoleStream(Terminal terminal) : ByteStream
{
    private ReadOnlyMemory<byte> _rest;

    /// <summary>For who draws on the whole console and reads single keys.</summary>
    public Terminal Terminal => terminal;

    public override bool IsConsole => true;

    public override async KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
    {
        bool isRead = !_rest.IsEmpty;
        while (!isRead)
        {
            if (terminal.Console is { Mode: ConsoleMode.Program, Lines: { } lines })
            {
                return await lines.Read(buffer, interruption);
            }

            isRead = (await CookedLine.Read(terminal, interruption)).Ok(out byte[]? line, out Errno error);
            if (!isRead && error != Errno.Again)
            {
                return error;
            }

            _rest = line;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption) => new(terminal.Console.Write(bytes.Span));
}
