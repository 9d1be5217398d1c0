using System;
using Vela.Hal;

namespace Vela.Boot;

/// <summary>One 16550 UART at 115200 baud, 8 data bits, no parity, one stop bit.</summary>
/// <remarks>
/// GC-free: usable before the runtime exists, inside a collection and in a panic.
/// Owns: the eight registers from its base port, and a ring of received bytes in memory handed in.
/// States: absent (never initialised, or the scratch register does not hold a value), ready, stalled.
/// A stalled port did not drain for <see cref="PatientPolls"/> polls: what it is then given is dropped, one poll each,
/// until it drains, so that a receiver that holds us off costs the machine output and never its life.
/// Source: National PC16550D data sheet, register names as there.
/// </remarks>
public struct SerialPort<TPorts>
    where TPorts : unmanaged, IPortSpace
{
    /// <summary>COM1 on every PC.</summary>
    public const ushort Com1 = 0x3f8;

    /// <summary>A 16-byte FIFO drains in 1.4 ms; a port read takes about a microsecond.</summary>
    private const int PatientPolls = 200_000;
    private const int FifoBytes = 16;

    private const ushort Data = 0;
    private const ushort InterruptEnable = 1;
    private const ushort FifoControl = 2;
    private const ushort InterruptIdentification = 2;
    private const ushort LineControl = 3;
    private const ushort ModemControl = 4;
    private const ushort LineStatus = 5;
    private const ushort Scratch = 7;

    private const byte DataReady = 0x01;
    private const byte TransmitterEmpty = 0x20;

    private ByteRing _received;
    private ByteRing _queued;
    private ushort _base;
    private byte _batch;
    private bool _present;
    private bool _stalled;

    public readonly bool IsPresent => _present;

    /// <summary>Bytes thrown away because the port did not drain.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Received bytes nobody has taken yet.</summary>
    public readonly int Waiting => _received.Count;

    /// <summary>Finds out whether there is a UART at <paramref name="port"/> and sets it up. An absent one swallows all output.</summary>
    public unsafe void Initialize(ushort port, byte* ring, int ringLength)
    {
        _base = port;
        _stalled = false;
        Dropped = 0;
        _received.Initialize(ring, ringLength);
        _queued.Initialize(null, 0);
        _present = Keeps(0xae) && Keeps(0x51);
        if (!_present)
        {
            return;
        }

        Write(InterruptEnable, 0);
        Write(LineControl, 0x80); // divisor latch
        Write(Data, 1);
        Write(InterruptEnable, 0);
        Write(LineControl, 0x03); // 8N1
        Write(FifoControl, 0x87); // on, cleared, receive interrupt at 8 bytes
        Write(ModemControl, 0x0b); // DTR, RTS, OUT2 (which gates the interrupt line)
        _batch = (Read(InterruptIdentification) & 0xc0) == 0xc0 ? (byte)FifoBytes : (byte)1;
    }

    /// <summary>Lets the port interrupt when bytes arrive. Whoever serves the line calls <see cref="Poll"/>.</summary>
    public readonly void EnableReceiveInterrupt()
    {
        if (_present)
        {
            Write(InterruptEnable, 0x01);
        }
    }

    /// <summary>How many more fit without sending any.</summary>
    public readonly int QueueRoom => _queued.Capacity == 0 ? int.MaxValue : _queued.Capacity - _queued.Count;

    /// <summary>Memory for <see cref="Queue"/>; without it everything is sent at once.</summary>
    public unsafe void UseQueue(byte* ring, int ringLength) => _queued.Initialize(ring, ringLength);

    /// <summary>Takes the bytes to be sent by <see cref="Pump"/>. What the queue has no room for makes older bytes go out first, at the line's pace.</summary>
    public void Queue(ReadOnlySpan<byte> bytes)
    {
        for (int index = 0; index < bytes.Length && _present; index++)
        {
            while (!_queued.TryPut(bytes[index]))
            {
                if (_queued.Capacity == 0)
                {
                    Transmit(bytes[index..]);
                    return;
                }

                _ = AwaitTransmitter();
                _ = SendBatch();
            }
        }
    }

    /// <summary>Sends queued bytes as far as the port takes them without waiting, about <paramref name="budget"/> at most.</summary>
    public PumpOutcome Pump(int budget)
    {
        while (_queued.Count > 0)
        {
            if (budget <= 0)
            {
                return PumpOutcome.Again;
            }

            byte status = Read(LineStatus);
            if ((status & TransmitterEmpty) == 0)
            {
                return PumpOutcome.Full;
            }

            budget -= SendBatch();
        }

        return PumpOutcome.Done;
    }

    /// <summary>Sends everything that is queued, at the line's pace.</summary>
    public void Drain()
    {
        while (_queued.Count > 0)
        {
            _ = AwaitTransmitter();
            _ = SendBatch();
        }
    }

    /// <summary>Sends all of it now, after what is queued, reading the line status once for each batch the FIFO holds.</summary>
    public void Transmit(ReadOnlySpan<byte> bytes)
    {
        if (!_present)
        {
            return;
        }

        Drain();
        int sent = 0;
        while (sent < bytes.Length)
        {
            int end = Math.Min(sent + _batch, bytes.Length);
            if (!AwaitTransmitter())
            {
                Dropped += (ulong)(bytes.Length - sent);
                return;
            }

            while (sent < end)
            {
                Write(Data, bytes[sent]);
                sent++;
            }
        }
    }

    /// <summary>Moves what has arrived into the ring.</summary>
    public void Poll()
    {
        if (_present)
        {
            Receive(Read(LineStatus));
        }
    }

    public bool TryReceive(out byte value) => _received.TryTake(out value);

    /// <summary>One batch from the queue into the FIFO; a stalled port loses it.</summary>
    private int SendBatch()
    {
        int count = 0;
        while (count < _batch && _queued.TryTake(out byte value))
        {
            count++;
            if (_stalled)
            {
                Dropped++;
            }
            else
            {
                Write(Data, value);
            }
        }

        return count;
    }

    private bool AwaitTransmitter()
    {
        for (int polls = _stalled ? 1 : PatientPolls; polls > 0; polls--)
        {
            byte status = Read(LineStatus);
            if ((status & DataReady) != 0)
            {
                Receive(status);
            }

            if ((status & TransmitterEmpty) != 0)
            {
                _stalled = false;
                return true;
            }
        }

        _stalled = true;
        return false;
    }

    private void Receive(byte status)
    {
        // What the ring has no room for stays in the port, which holds the sender off. A port that has gone away reads as all ones for ever.
        while ((status & DataReady) != 0 && _received.Count < _received.Capacity)
        {
            _ = _received.TryPut(Read(Data));
            status = Read(LineStatus);
        }
    }

    private readonly bool Keeps(byte value)
    {
        Write(Scratch, value);
        return Read(Scratch) == value;
    }

    private readonly byte Read(ushort register) => default(TPorts).Read8((ushort)(_base + register));

    private readonly void Write(ushort register, byte value) => default(TPorts).Write8((ushort)(_base + register), value);
}
