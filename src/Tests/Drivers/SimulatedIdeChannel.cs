using System;
using System.Collections.Generic;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

/// <summary>A channel of a PIIX with up to two drives, on the ports of the first channel and a DMA engine at 0xc000. What the specifications forbid fails the test.</summary>
internal sealed class SimulatedIdeChannel(PhysicalMemory memory) : IPortSpace
{
    public const ushort Engine = 0xc000;

    private const byte Busy = 0x80;
    private const byte Ready = 0x40;
    private const byte DataRequest = 0x08;
    private const byte Error = 0x01;

    private readonly byte[] _buffer = new byte[512];
    private readonly byte[] _registers = new byte[8];
    private readonly byte[] _previous = new byte[8];
    private readonly List<string> _commands = [];
    private byte _status = Ready;
    private byte _control;
    private int _selected;
    private int _at;
    private byte _command;
    private uint _left;
    private ulong _sector;
    private byte _engineCommand;
    private byte _engineStatus;
    private uint _table;
    private bool _isPending;

    public SimulatedMedium?[] Drives { get; } = new SimulatedMedium?[2];

    /// <summary>A CD drive instead of the second disk.</summary>
    public bool HasPacketDevice { get; init; }

    public bool HasLongAddresses { get; init; } = true;

    /// <summary>An interrupt has come whose edge nobody has seen yet.</summary>
    public bool HasEdge { get; private set; }

    public IReadOnlyList<string> CommandsSeen => _commands;

    public int Resets { get; private set; }

    private SimulatedMedium? Drive => Drives[_selected];

    private bool IsEmpty => Drives[0] is null && Drives[1] is null && !HasPacketDevice;

    public bool TakeEdge()
    {
        bool was = HasEdge;
        HasEdge = false;
        return was;
    }

    /// <summary>The drive does what it was told. False: it was told nothing, or waits for data.</summary>
    public bool Work()
    {
        if (!_isPending || Drive is not { IsDead: false } drive)
        {
            return false;
        }

        bool isDma = _command is 0x25 or 0x35 or 0xc8 or 0xca;
        if (isDma && (_engineCommand & 1) == 0)
        {
            return false;
        }

        _isPending = false;
        _status = Ready;
        switch (_command)
        {
            case 0xe7 or 0xea:
                drive.Flush();
                break;
            case 0x20 or 0x24 when drive.Read(_sector, _buffer):
            case 0x30 or 0x34 when _left != 0:
                _status |= DataRequest;
                _at = 0;
                break;
            case 0x30 or 0x34:
                break;
            case 0x25 or 0x35 or 0xc8 or 0xca when MoveByDma(drive):
                break;
            default:
                _status |= Error;
                break;
        }

        Interrupt();
        return true;
    }

    public byte Read8(ushort port)
    {
        switch (port)
        {
            case 0x1f7:
            case 0x3f6:
                return Status();
            case >= 0x1f1 and < 0x1f7:
                return _registers[port - 0x1f0];
            case Engine:
                return _engineCommand;
            case Engine + 2:
                return _engineStatus;
            default:
                return 0xff;
        }
    }

    public ushort Read16(ushort port)
    {
        Assert.That(port, Is.EqualTo(0x1f0));
        Assert.That(_status & (DataRequest | Busy), Is.EqualTo(DataRequest), "data is read that the drive does not offer");
        ushort value = BitConverter.ToUInt16(_buffer, _at);
        _at += 2;
        if (_at == 512)
        {
            EndSector();
        }

        return value;
    }

    public uint Read32(ushort port) => throw new NotSupportedException();

    public void Write8(ushort port, byte value)
    {
        switch (port)
        {
            case 0x1f6:
                _registers[6] = value;
                _selected = value >> 4 & 1;
                break;
            case 0x1f7:
                Begin(value);
                break;
            case > 0x1f0 and < 0x1f6:
                _previous[port - 0x1f0] = _registers[port - 0x1f0];
                _registers[port - 0x1f0] = value;
                break;
            case 0x3f6:
                SetControl(value);
                break;
            case Engine:
                _engineCommand = value;
                _engineStatus = (byte)((value & 1) != 0 ? _engineStatus | 1 : _engineStatus & ~1);
                break;
            case Engine + 2:
                _engineStatus = (byte)(_engineStatus & ~(value & 6));
                break;
        }
    }

    public void Write16(ushort port, ushort value)
    {
        Assert.That(port, Is.EqualTo(0x1f0));
        Assert.That(_status & (DataRequest | Busy), Is.EqualTo(DataRequest), "data is written that the drive does not want");
        _ = BitConverter.TryWriteBytes(_buffer.AsSpan(_at), value);
        _at += 2;
        if (_at == 512)
        {
            EndSector();
        }
    }

    public void Write32(ushort port, uint value)
    {
        Assert.That(port, Is.EqualTo(Engine + 4));
        Assert.That(value % 4, Is.Zero);
        _table = value;
    }

    private byte Status() => IsEmpty ? (byte)0xff : Drive is null && !(HasPacketDevice && _selected == 1) ? (byte)0 : _status;

    private void SetControl(byte value)
    {
        if ((_control & 4) == 0 && (value & 4) != 0)
        {
            Resets++;
            _isPending = false;
            _status = Ready;
            _left = 0;
        }

        _control = value;
    }

    private void Begin(byte command)
    {
        Assert.That(_status & (Busy | DataRequest), Is.Zero, "a command while another is under way");
        if (Drive is null && !(HasPacketDevice && _selected == 1))
        {
            return;
        }

        _command = command;
        if (command == 0xec)
        {
            Identify();
            return;
        }

        Assert.That(_registers[6] & 0x40, Is.EqualTo(command is 0xe7 or 0xea ? 0 : 0x40), "addresses are linear");
        bool isLong = command is 0x24 or 0x25 or 0x34 or 0x35 or 0xea;
        Assert.That(isLong, Is.EqualTo(HasLongAddresses), "the command does not fit the drive");
        _sector = (ulong)(_registers[3] | _registers[4] << 8 | _registers[5] << 16);
        _sector |= isLong ? (ulong)_previous[3] << 24 | (ulong)_previous[4] << 32 | (ulong)_previous[5] << 40 : (ulong)(_registers[6] & 15) << 24;
        _left = (uint)(_registers[2] | (isLong ? _previous[2] << 8 : 0));
        _left = _left == 0 ? isLong ? 65536u : 256u : _left;
        _commands.Add($"{command:x2} {_sector} {_left}");
        Drive!.Commands++;
        _status = Ready | Busy;
        if (command is 0x30 or 0x34)
        {
            _status = Ready | DataRequest;
            _at = 0;
            return;
        }

        _isPending = true;
    }

    private void Identify()
    {
        if (Drive is null)
        {
            (_registers[4], _registers[5]) = (0x14, 0xeb);
            _status = Ready | Error;
            return;
        }

        ushort[] words = new ushort[256];
        words[27] = 'V' << 8 | 'e';
        words[28] = 'l' << 8 | 'a';
        Array.Fill(words, (ushort)0x2020, 29, 18);
        words[49] = 0x300;
        ulong count = Drive.SectorCount;
        words[60] = (ushort)(Math.Min(count, 0xfff_ffff) & 0xffff);
        words[61] = (ushort)(Math.Min(count, 0xfff_ffff) >> 16);
        words[83] = (ushort)(HasLongAddresses ? 0x7400 : 0x5000);
        for (int i = 0; i < 4 && HasLongAddresses; i++)
        {
            words[100 + i] = (ushort)(count >> (16 * i) & 0xffff);
        }

        Buffer.BlockCopy(words, 0, _buffer, 0, 512);
        _status = Ready | DataRequest;
        _at = 0;
        _left = 1;
    }

    /// <summary>The processor has moved a whole sector.</summary>
    private void EndSector()
    {
        _status = Ready;
        if (_command is 0x30 or 0x34 && !Drive!.Write(_sector, _buffer))
        {
            _status |= Error;
            _left = 0;
            Interrupt();
            return;
        }

        _sector++;
        _left--;
        if (_command is 0x30 or 0x34 || _left != 0)
        {
            _status |= Busy;
            _isPending = true;
        }
    }

    private bool MoveByDma(SimulatedMedium drive)
    {
        bool isRead = _command is 0x25 or 0xc8;
        Assert.That((_engineCommand & 8) != 0, Is.EqualTo(isRead), "the engine's direction");
        uint bytes = _left * 512;
        bool isLast = false;
        for (uint entry = 0; !isLast; entry++)
        {
            Assert.That(entry, Is.LessThan(512u), "the table does not end");
            ulong at = memory.At<uint>(new PhysicalAddress(_table + (8 * entry)));
            uint word = memory.At<uint>(new PhysicalAddress(_table + (8 * entry) + 4));
            uint length = (word & 0xffff) == 0 ? 65536 : word & 0xffff;
            isLast = (word & 0x8000_0000) != 0;
            Assert.That(at / 65536, Is.EqualTo((at + length - 1) / 65536), "an entry crosses 64 KiB");
            Assert.That(length, Is.LessThanOrEqualTo(bytes), "the table describes more than the command moves");
            if (!drive.Transfer(isRead ? BlockOperation.Read : BlockOperation.Write, _sector, at, length))
            {
                return false;
            }

            _sector += length / 512;
            bytes -= length;
        }

        Assert.That(bytes, Is.Zero, "the table describes less than the command moves");
        _engineStatus = (byte)(_engineStatus & ~1);
        return true;
    }

    private void Interrupt()
    {
        if ((_control & 2) == 0 && Drive!.Delivers())
        {
            HasEdge = true;
            _engineStatus |= 4;
        }
    }
}
