using System;
using System.Buffers;
using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Collects what a command prints, and hands it to its stream in large pieces.</summary>
/// <remarks>
/// Nothing is visible before <see cref="Drain"/> or <see cref="Flush"/>; the shell flushes when the command ends.
/// A stream that fails ends the command: by SIGPIPE if its reader is gone, with a message otherwise.
/// </remarks>
public sealed class OutputWriter(ByteStream stream, IExecutive executive, Interruption? interruption)
{
    private const int Enough = 4096;
    private readonly ArrayBufferWriter<byte> _pending = new();

    public ByteStream Stream => stream;

    public void Write(ReadOnlySpan<char> text) => ShellText.Encode(text, _pending);

    public void Write(char character) => Write([character]);

    public void Write(long number)
    {
        Span<char> digits = stackalloc char[20];
        _ = number.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        Write(digits[..count]);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => _pending.Write(bytes);

    public void WriteLine(ReadOnlySpan<char> text = default)
    {
        Write(text);
        Write('\n');
    }

    /// <summary>Hands over what has gathered once it is worth it, and lets others run. Call it in every loop that prints.</summary>
    public KernelTask Drain() => _pending.WrittenCount >= Enough || executive.IsTurnOver ? FlushAndBreathe() : KernelTask.Completed;

    /// <summary>Hands over everything.</summary>
    public async KernelTask Flush()
    {
        Errno error = await TryFlush();
        if (error == Errno.Interrupted && interruption is not null)
        {
            throw CommandEndedException.BySignal(interruption.Signal);
        }

        if (error == Errno.BrokenPipe)
        {
            throw CommandEndedException.BySignal(Signals.BrokenPipe);
        }

        if (error != Errno.None)
        {
            throw new CommandEndedException(1, "write error: " + ErrorText.Of(error));
        }
    }

    /// <summary>Hands over everything, and says how that went.</summary>
    public async KernelTask<Errno> TryFlush()
    {
        if (_pending.WrittenCount == 0)
        {
            return Errno.None;
        }

        Errno error = await stream.Write(_pending.WrittenMemory, interruption);
        _pending.ResetWrittenCount();
        return error;
    }

    private async KernelTask FlushAndBreathe()
    {
        await Flush();
        await executive.Yield();
        if (interruption is not null)
        {
            await interruption.PassHold();
        }

        if (interruption is { IsRequested: true })
        {
            throw CommandEndedException.BySignal(interruption.Signal);
        }
    }
}
