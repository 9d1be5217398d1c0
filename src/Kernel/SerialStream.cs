using System;
using Vela.Boot;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>A serial port as a raw stream of bytes: a command's own input, output or error in exec mode.</summary>
internal sealed class SerialStream : ByteStream
{
    // Not COM2: UEFI firmware writes its own console there.
    public const ushort Com3 = 0x3e8;
    public const ushort Com4 = 0x2e8;

    private const int RingBytes = 4096;

    private readonly IExecutive _executive;
    private readonly KernelWaitQueue _arrived;
    private readonly SerialLine _line;

    public SerialStream(IExecutive executive, ushort port)
    {
        _executive = executive;
        _arrived = new KernelWaitQueue(executive);
        _line = new SerialLine(port, RingBytes);
    }

    public bool IsPresent => _line.IsPresent;

    public void EnableInterrupt() => _line.EnableInterrupt();

    public void NoteInput() => _arrived.WakeAll();

    public override async KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
    {
        while (true)
        {
            int count = _line.Read(buffer.Span);
            if (count > 0)
            {
                return count;
            }

            if (await _arrived.Wait(interruption) == WaitOutcome.Interrupted)
            {
                return Errno.Interrupted;
            }
        }
    }

    public override async KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption)
    {
        const int Piece = 512;
        for (int at = 0; at < bytes.Length; at += Piece)
        {
            _line.Write(bytes.Span.Slice(at, Math.Min(Piece, bytes.Length - at)));
            await _executive.Breathe();
        }

        return Errno.None;
    }
}
