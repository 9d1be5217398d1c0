using System;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>An open file as a stream. Streams that share it share its cursor.</summary>
/// <remarks>Owns: a hold on the open file, which programs may have too, and a buffer, since a file is read and written through an array.</remarks>
public sealed class OpenFileStream : ByteStream
{
    private const int MostBytes = 65536;

    private readonly OpenFile _file;
    private readonly FileWaits _waits;
    private byte[]? _idle;

    public OpenFileStream(OpenFile file, FileWaits waits)
    {
        _file = file;
        _waits = waits;
        file.Hold();
    }

    /// <summary>What a program gets whose descriptor this is: the same open file, and so the same cursor.</summary>
    public OpenFile File => _file;

    public override async KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
    {
        byte[] piece = Take(buffer.Length);
        int length = Math.Min(buffer.Length, piece.Length);
        FileProgress progress = default;
        FileOutcome outcome;
        while ((outcome = _file.TryRead(new FileBuffer(piece, 0, length), ref progress)).IsWaiting)
        {
            if (await _waits.Wait(outcome, interruption) == WaitOutcome.Interrupted)
            {
                return Errno.Interrupted;
            }
        }

        piece.AsSpan(0, (int)progress.Done).CopyTo(buffer.Span);
        _idle = piece;
        return outcome.Error == Errno.None || progress.Done != 0 ? (int)progress.Done : outcome.Error;
    }

    public override async KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption)
    {
        byte[] piece = Take(bytes.Length);
        Errno error = Errno.None;
        while (!bytes.IsEmpty && error == Errno.None)
        {
            int count = Math.Min(bytes.Length, piece.Length);
            bytes.Span[..count].CopyTo(piece);
            FileProgress progress = default;
            FileOutcome outcome;
            while ((outcome = _file.TryWrite(new FileBuffer(piece, 0, count), ref progress)).IsWaiting)
            {
                if (await _waits.Wait(outcome, interruption) == WaitOutcome.Interrupted)
                {
                    return Errno.Interrupted;
                }
            }

            // Less than all without an error is what write(2) may do; the next try says why.
            error = outcome.Error == Errno.None && progress.Done == 0 ? Errno.NoSpace : outcome.Error;
            bytes = bytes[(int)progress.Done..];
        }

        _idle = piece;
        return error;
    }

    protected override void Close() => _file.Unhold();

    /// <summary>The buffer, unless another read or write is using it.</summary>
    private byte[] Take(int bytes)
    {
        byte[]? piece = _idle;
        _idle = null;
        int wanted = Math.Min(bytes, MostBytes);
        return piece is not null && piece.Length >= wanted ? piece : new byte[wanted];
    }
}
