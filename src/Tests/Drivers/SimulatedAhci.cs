using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

/// <summary>An AHCI controller with six ports: a disk on the first, a CD drive on the third. What the specification forbids fails the test.</summary>
internal sealed class SimulatedAhci(PhysicalMemory memory, SimulatedMedium medium) : DeviceRegisters, IDeviceMap
{
    public const ulong Region = 0xfebf_0000;

    private const int Disk = 0;
    private const int CdDrive = 2;

    private readonly Port[] _ports = [new(), new(), new(), new(), new(), new()];
    private uint _control;
    private uint _interrupts;

    public AhciFailure Failure { get; init; }

    public bool IsLineRaised => (_control & 2) != 0 && _interrupts != 0;

    public int DiskResets { get; private set; }

    /// <summary>The most commands that were issued at once.</summary>
    public int MostIssued { get; private set; }

    public override uint Length => 0x1000;

    public Result<DeviceRegisters> Map(PhysicalAddress start, uint length)
    {
        Assert.That(start.Value, Is.EqualTo(Region));
        return this;
    }

    /// <summary>The disk does the command of its lowest slot from the chosen one on. False: nothing to do, or it has stopped after an error.</summary>
    public bool Work(int choice)
    {
        Port port = _ports[Disk];
        if (port.Issued == 0 || port.HasStopped || medium.IsDead || (port.Command & 1) == 0)
        {
            return false;
        }

        int slot = choice % 32;
        while ((port.Issued >> slot & 1) == 0)
        {
            slot = (slot + 1) % 32;
        }

        bool isGood = Do(port, slot);
        port.TaskFile = isGood ? 0x50u : 0x51;
        port.HasStopped = !isGood && Failure != AhciFailure.GoesOn;
        if (isGood || Failure != AhciFailure.Stops)
        {
            port.Issued &= ~(1u << slot);
        }

        if (medium.Delivers())
        {
            port.Interrupts |= isGood ? 1u : 0x4000_0000;
            Raise();
        }

        return true;
    }

    public override uint Read32(uint offset)
    {
        if (offset >= 0x100)
        {
            return ReadPort((int)((offset - 0x100) / 0x80), offset % 0x80);
        }

        return offset switch
        {
            0x00 => 0x8000_0000 | 31 << 8 | 5,
            0x04 => _control,
            0x08 => _interrupts,
            0x0c => 0x3f,
            _ => 0,
        };
    }

    public override void Write32(uint offset, uint value)
    {
        if (offset >= 0x100)
        {
            WritePort((int)((offset - 0x100) / 0x80), offset % 0x80, value);
        }
        else if (offset == 4)
        {
            _control = value;
            Assert.That(value & 0x8000_0000, Is.Not.Zero, "AHCI is switched on before anything else");
        }
        else if (offset == 8)
        {
            _interrupts &= ~value;
            Raise();
        }
    }

    public override byte Read8(uint offset) => throw new NotSupportedException();

    public override ushort Read16(uint offset) => throw new NotSupportedException();

    public override void Write8(uint offset, byte value) => throw new NotSupportedException();

    public override void Write16(uint offset, ushort value) => throw new NotSupportedException();

    private void Raise()
    {
        for (int i = 0; i < _ports.Length; i++)
        {
            _interrupts |= (_ports[i].Interrupts & _ports[i].Enabled) != 0 ? 1u << i : 0;
        }
    }

    private uint ReadPort(int index, uint offset)
    {
        Port port = _ports[index];
        bool isThere = index is Disk or CdDrive;
        return offset switch
        {
            0x10 => port.Interrupts,
            0x18 => port.Command | (port.Command & 1) << 15 | (port.Command & 0x10) << 10,
            0x20 => isThere ? port.TaskFile : 0x7f,
            0x24 => index == Disk ? 0x101 : 0xeb14_0101,
            0x28 => isThere && port.LinkControl == 0 ? 0x113u : 0,
            0x2c => port.LinkControl,
            0x38 => port.Issued,
            _ => 0,
        };
    }

    private void WritePort(int index, uint offset, uint value)
    {
        Port port = _ports[index];
        switch (offset)
        {
            case 0x00 or 0x04:
                Assert.That(port.Command & 1, Is.Zero, "the command list is moved while the port runs");
                port.List = offset == 0 ? (port.List & ~(ulong)uint.MaxValue) | value : (port.List & uint.MaxValue) | (ulong)value << 32;
                Assert.That(port.List % 1024, Is.Zero);
                break;
            case 0x10:
                port.Interrupts &= ~value;
                break;
            case 0x14:
                port.Enabled = value;
                Raise();
                break;
            case 0x18:
                SetCommand(port, value);
                break;
            case 0x2c:
                if (port.LinkControl == 1 && value == 0)
                {
                    DiskResets++;
                    (port.TaskFile, port.Issued, port.HasStopped) = (0x50, 0, false);
                }

                port.LinkControl = value & 15;
                break;
            case 0x38:
                Assert.That(port.Command & 0x11, Is.EqualTo(0x11), "a command for a port that does not run");
                Assert.That(port.Issued & value, Is.Zero, "a slot is issued twice");
                port.Issued |= value;
                MostIssued = Math.Max(MostIssued, BitOperations.PopCount(port.Issued));
                if (CommandIn(port, BitOperations.TrailingZeroCount(value)) == 0xec)
                {
                    _ = Work(0); // the driver polls for this one
                }

                break;
        }
    }

    private void SetCommand(Port port, uint value)
    {
        if ((port.Command & 1) != 0 && (value & 1) == 0)
        {
            Assert.That(Failure == AhciFailure.GoesOn && port.Issued != 0 && !medium.IsDead, Is.False, "a port is stopped while it works");
            port.Issued = 0;
            port.HasStopped = false;
        }

        port.Command = value & ~0xc000u; // whether it runs is not the driver's to write
    }

    private byte CommandIn(Port port, int slot) =>
        memory.At<byte>(new PhysicalAddress(memory.At<ulong>(new PhysicalAddress(port.List + (32UL * (ulong)slot) + 8)) + 2));

    private bool Do(Port port, int slot)
    {
        PhysicalAddress header = new(port.List + (32UL * (ulong)slot));
        uint flags = memory.At<uint>(header);
        ulong table = memory.At<ulong>(header + 8);
        Assert.That((flags & 0x1f, table % 128), Is.EqualTo((5u, 0UL)));
        Assert.That(memory.At<uint>(header + 4), Is.Zero, "the count of bytes starts at 0");
        byte[] fis = memory.Page(new PhysicalAddress(table).Frame).Slice((int)(table & 4095), 20).ToArray();
        Assert.That((fis[0], fis[1]), Is.EqualTo(((byte)0x27, (byte)0x80)));
        byte command = fis[2];
        uint count = BinaryPrimitives.ReadUInt16LittleEndian(fis.AsSpan(12));
        ulong sector = fis[4] | (ulong)fis[5] << 8 | (ulong)fis[6] << 16 | (ulong)fis[8] << 24 | (ulong)fis[9] << 32 | (ulong)fis[10] << 40;
        medium.Commands++;
        Assert.That((flags & 0x40) != 0, Is.EqualTo(command == 0x35), "the direction is that of the command");
        List<(ulong Address, uint Length)> pieces = [];
        for (ulong i = 0; i < flags >> 16; i++)
        {
            PhysicalAddress piece = new(table + 0x80 + (16 * i));
            pieces.Add((memory.At<ulong>(piece), (memory.At<uint>(piece + 12) & 0x3f_ffff) + 1));
        }

        uint bytes = 0;
        pieces.ForEach(piece => bytes += piece.Length);
        switch (command)
        {
            case 0xec:
                Assert.That(bytes, Is.EqualTo(512));
                Identify(pieces[0].Address);
                return true;
            case 0xea:
                Assert.That(bytes, Is.Zero);
                medium.Flush();
                return true;
            case 0x25 or 0x35:
                Assert.That(bytes, Is.EqualTo(count * 512));
                foreach ((ulong address, uint length) in pieces)
                {
                    if (!medium.Transfer(command == 0x25 ? BlockOperation.Read : BlockOperation.Write, sector, address, length))
                    {
                        return false;
                    }

                    sector += length / 512;
                    memory.At<uint>(header + 4) += length;
                }

                return true;
            default:
                throw new AssertionException($"command {command:x2}");
        }
    }

    private void Identify(ulong address)
    {
        Span<byte> answer = memory.Page(new PhysicalAddress(address).Frame).Slice((int)(address & 4095), 512);
        answer.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(answer[98..], 0x300);
        BinaryPrimitives.WriteUInt16LittleEndian(answer[166..], 0x7400);
        BinaryPrimitives.WriteUInt64LittleEndian(answer[200..], medium.SectorCount);
    }

    private sealed class Port
    {
        public ulong List { get; set; }

        public uint Interrupts { get; set; }

        public uint Enabled { get; set; }

        public uint Command { get; set; }

        public uint TaskFile { get; set; } = 0x50;

        public uint LinkControl { get; set; }

        public uint Issued { get; set; }

        public bool HasStopped { get; set; }
    }
}
