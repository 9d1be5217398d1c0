using System;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>An open file as a stream. Streams that share it share its cursor.</summary>
/// <remarks>Owns: the open file, which is closed with it, and a buffer, since a file is read and written through an array.</remarks>
public sealed class OpenFileStream(OpenFile file, FileWaits waits) : ByteStream
{
    private const int MostBytes = 65536;

    private byte[]? _idle;

    public override async KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
    {
        byte[] piece = Take(buffer.Length);
        int length = Math.Min(buffer.Length, piece.Length);
        FileProgress progress = default;
        FileOutcome outcome;
        while ((outcome = file.TryRead(new FileBuffer(piece, 0, length), ref progress)).IsWaiting)
        {
            if (await waits.Wait(outcome, interruption) == WaitOutcome.Interrupted)
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
            while ((outcome = file.TryWrite(new FileBuffer(piece, 0, count), ref progress)).IsWaiting)
            {
                if (await waits.Wait(outcome, interruption) == WaitOutcome.Interrupted)
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

    protected override void Close() => file.Close();

    /// <summary>The buffer, unless another read or write is using it.</summary>
    private byte[] Take(int bytes)
    {
        byte[]? piece = _idle;
        _idle = null;
        int wanted = Math.Min(bytes, MostBytes);
        return piece is not null && piece.Length >= wanted ? piece : new byte[wanted];
    }
}
