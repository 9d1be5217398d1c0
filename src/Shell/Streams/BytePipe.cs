using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>A pipe in memory: what is written to one end comes out of the other, in order, and a writer that is ahead waits.</summary>
/// <remarks>
/// Owns: the bytes under way, at most <see cref="Capacity"/>. Each end is a <see cref="ByteStream"/> that its holders close.
/// States: open → writer gone (what is left is read, then the end) or reader gone (writing is <see cref="Errno.BrokenPipe"/>).
/// The synchronous core is <see cref="TryRead"/> and <see cref="TryWrite"/>; programs use it through their descriptors.
/// </remarks>
public sealed class BytePipe
{
    /// <summary>In bytes.</summary>
    public const int Capacity = 16384;

    private readonly byte[] _bytes = new byte[Capacity];
    private int _first;
    private int _count;
    private bool _writerIsGone;
    private bool _readerIsGone;

    public BytePipe(IExecutive executive)
    {
        Readable = new KernelWaitQueue(executive);
        Writable = new KernelWaitQueue(executive);
        Reader = new ReadingEnd(this);
        Writer = new WritingEnd(this);
    }

    public ByteStream Reader { get; }

    public ByteStream Writer { get; }

    /// <summary>Woken when there is something to read, or nothing ever will be.</summary>
    public KernelWaitQueue Readable { get; }

    /// <summary>Woken when there is room, or the reader is gone.</summary>
    public KernelWaitQueue Writable { get; }

    /// <summary>Takes what there is. 0 at the end; <see cref="Errno.Again"/> if there is nothing yet.</summary>
    public Result<int> TryRead(Span<byte> buffer)
    {
        if (_count == 0)
        {
            if (_writerIsGone || buffer.IsEmpty)
            {
                return 0;
            }

            return Errno.Again;
        }

        int count = Math.Min(buffer.Length, _count);
        int beforeEnd = Math.Min(count, Capacity - _first);
        _bytes.AsSpan(_first, beforeEnd).CopyTo(buffer);
        _bytes.AsSpan(0, count - beforeEnd).CopyTo(buffer[beforeEnd..]);
        _first = (_first + count) % Capacity;
        _count -= count;
        Writable.WakeAll();
        return count;
    }

    /// <summary>Puts in what there is room for. <see cref="Errno.Again"/> if there is none, <see cref="Errno.BrokenPipe"/> if nobody will read.</summary>
    public Result<int> TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (_readerIsGone)
        {
            return Errno.BrokenPipe;
        }

        if (_count == Capacity)
        {
            if (bytes.IsEmpty)
            {
                return 0;
            }

            return Errno.Again;
        }

        int count = Math.Min(bytes.Length, Capacity - _count);
        int start = (_first + _count) % Capacity;
        int beforeEnd = Math.Min(count, Capacity - start);
        bytes[..beforeEnd].CopyTo(_bytes.AsSpan(start));
        bytes[beforeEnd..count].CopyTo(_bytes);
        _count += count;
        Readable.WakeAll();
        return count;
    }

    private async KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
    {
        while (true)
        {
            Result<int> result = TryRead(buffer.Span);
            if (result.Error != Errno.Again)
            {
                return result;
            }

            if (await Readable.Wait(interruption) == WaitOutcome.Interrupted)
            {
                return Errno.Interrupted;
            }
        }
    }

    private async KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption)
    {
        while (!bytes.IsEmpty)
        {
            if (TryWrite(bytes.Span).Ok(out int written, out Errno error))
            {
                bytes = bytes[written..];
            }
            else if (error != Errno.Again)
            {
                return error;
            }
            else if (await Writable.Wait(interruption) == WaitOutcome.Interrupted)
            {
                return Errno.Interrupted;
            }
        }

        return Errno.None;
    }

    private sealed class ReadingEnd(BytePipe pipe) : ByteStream
    {
        public override KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption) => pipe.Read(buffer, interruption);

        protected override void Close()
        {
            pipe._readerIsGone = true;
            pipe.Writable.WakeAll();
        }
    }

    private sealed class WritingEnd(BytePipe pipe) : ByteStream
    {
        public override KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption) => pipe.Write(bytes, interruption);

        protected override void Close()
        {
            pipe._writerIsGone = true;
            pipe.Readable.WakeAll();
        }
    }
}
