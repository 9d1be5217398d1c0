using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Tests.Consoles;

/// <summary>A 16550 at COM1, and a VGA that only counts; every other port is empty.</summary>
internal sealed class SimulatedUart : IPortSpace
{
    private const ushort Base = 0x3f8;
    private readonly Queue<byte> _arriving = new();
    private readonly byte[] _registers = new byte[8];
    private int _inFifo;

    public List<byte> Sent { get; } = [];

    /// <summary>What the CRTC at 0x3d4 was told.</summary>
    public byte[] Crtc { get; } = new byte[256];

    private byte _crtcIndex;

    public bool IsPresent { get; init; } = true;

    /// <summary>A line that never drains.</summary>
    public bool IsStuck { get; set; }

    public int StatusReads { get; private set; }

    public int Divisor { get; private set; }

    public int Overruns { get; private set; }

    public void Arrive(params byte[] bytes)
    {
        foreach (byte value in bytes)
        {
            _arriving.Enqueue(value);
        }
    }

    public byte Read8(ushort port)
    {
        if (!IsPresent || port is < Base or > Base + 7)
        {
            return 0xff;
        }

        switch (port - Base)
        {
            case 0:
                return _arriving.Count > 0 ? _arriving.Dequeue() : (byte)0;
            case 2:
                return 0xc1;
            case 5:
                StatusReads++;
                if (!IsStuck)
                {
                    _inFifo = 0;
                }

                return (byte)((_inFifo == 0 ? 0x60 : 0) | (_arriving.Count > 0 ? 1 : 0));
            default:
                return _registers[port - Base];
        }
    }

    public void Write8(ushort port, byte value)
    {
        if (port == 0x3d4)
        {
            _crtcIndex = value;
        }
        else if (port == 0x3d5)
        {
            Crtc[_crtcIndex] = value;
        }

        if (!IsPresent || port is < Base or > Base + 7)
        {
            return;
        }

        bool divisorLatch = (_registers[3] & 0x80) != 0;
        switch (port - Base)
        {
            case 0 when divisorLatch:
                Divisor = (Divisor & 0xff00) | value;
                break;
            case 1 when divisorLatch:
                Divisor = (Divisor & 0xff) | value << 8;
                break;
            case 0:
                _inFifo++;
                if (_inFifo > 16)
                {
                    Overruns++;
                }

                Sent.Add(value);
                break;
            default:
                _registers[port - Base] = value;
                break;
        }
    }

    public ushort Read16(ushort port) => 0xffff;

    public uint Read32(ushort port) => 0xffffffff;

    public void Write16(ushort port, ushort value)
    {
    }

    public void Write32(ushort port, uint value)
    {
    }
}
