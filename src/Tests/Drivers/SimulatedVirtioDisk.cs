using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

/// <summary>The device's side of a virtio block device with one split virtqueue. Whatever the specification forbids a driver fails the test.</summary>
internal sealed class SimulatedVirtioDisk(PhysicalMemory memory, SimulatedMedium medium) : IDeviceMap
{
    /// <summary>Where its regions answer; each is a BAR's part of its own.</summary>
    public const ulong Region = 0xfe00_0000;

    private const ushort NextFlag = 1;
    private const ushort WriteFlag = 2;

    private readonly List<List<(ulong Address, uint Length, bool IsWritable)>> _taken = [];
    private readonly List<ushort> _heads = [];
    private readonly byte[] _common = new byte[0x38];
    private ushort _seen;
    private uint _featureSelect;
    private uint _driverFeatureSelect;
    private ulong _driverFeatures;

    public ulong Features { get; set; } = 1UL << 32 | 1 << 9 | 1 << 2;

    public ushort MostEntries { get; init; } = 256;

    /// <summary>Whether it has asked not to be told of new entries.</summary>
    public bool WantsNoNotification
    {
        set => Word(UsedRing) = value ? (ushort)1 : (ushort)0;
    }

    public int Notifications { get; private set; }

    public int Resets { get; private set; }

    public bool IsLineRaised { get; private set; }

    public byte Status => _common[0x14];

    private ulong DescriptorTable => BinaryPrimitives.ReadUInt64LittleEndian(_common.AsSpan(0x20));

    private ulong AvailableRing => BinaryPrimitives.ReadUInt64LittleEndian(_common.AsSpan(0x28));

    private ulong UsedRing => BinaryPrimitives.ReadUInt64LittleEndian(_common.AsSpan(0x30));

    private ushort QueueSize => BinaryPrimitives.ReadUInt16LittleEndian(_common.AsSpan(0x18));

    public Result<DeviceRegisters> Map(PhysicalAddress start, uint length) => (start.Value - Region) switch
    {
        0x0000 => new Registers(length, ReadCommon, WriteCommon),
        0x1000 => new Registers(length, _ => TakeInterrupt(), (_, _) => Assert.Fail("the interrupt status is not written")),
        0x2000 => new Registers(length, ReadConfiguration, (_, _) => Assert.Fail("the configuration is not written")),
        0x3000 => new Registers(length, _ => 0, Notify),
        _ => throw new AssertionException($"nothing answers at 0x{start.Value:x}"),
    };

    /// <summary>Takes what the driver has announced, without being told.</summary>
    public void Look()
    {
        Assert.That(Status & 4, Is.Not.Zero, "a queue is used before DRIVER_OK");
        while (_seen != Word(AvailableRing + 2))
        {
            ushort head = Word(AvailableRing + 4 + (2UL * (ulong)(_seen % QueueSize)));
            _seen++;
            Assert.That(_heads, Does.Not.Contain(head), "a chain is announced again before it came back");
            _heads.Add(head);
            _taken.Add(Chain(head));
            medium.Commands++;
        }
    }

    /// <summary>Does one of the requests it has taken. False: there is none.</summary>
    public bool Work(int choice)
    {
        if (_taken.Count == 0 || medium.IsDead)
        {
            return false;
        }

        int index = choice % _taken.Count;
        (List<(ulong Address, uint Length, bool IsWritable)> chain, ushort head) = (_taken[index], _heads[index]);
        _taken.RemoveAt(index);
        _heads.RemoveAt(index);
        memory.At<byte>(new PhysicalAddress(chain[^1].Address)) = Do(chain);
        ushort used = Word(UsedRing + 2);
        ulong entry = UsedRing + 4 + (8UL * (ulong)(used % QueueSize));
        memory.At<uint>(new PhysicalAddress(entry)) = head;
        memory.At<uint>(new PhysicalAddress(entry + 4)) = 1;
        Word(UsedRing + 2)++;
        IsLineRaised |= medium.Delivers();
        return true;
    }

    private byte Do(List<(ulong Address, uint Length, bool IsWritable)> chain)
    {
        uint type = memory.At<uint>(new PhysicalAddress(chain[0].Address));
        ulong sector = memory.At<ulong>(new PhysicalAddress(chain[0].Address + 8));
        if (type == 4)
        {
            Assert.That((chain.Count, sector), Is.EqualTo((2, 0UL)), "a flush has neither memory nor sector");
            medium.Flush();
            return (_driverFeatures & (1 << 9)) != 0 ? (byte)0 : (byte)2;
        }

        Assert.That(type, Is.LessThan(2), "an unknown operation");
        for (int i = 1; i < chain.Count - 1; i++)
        {
            Assert.That(chain[i].IsWritable, Is.EqualTo(type == 0), "memory of a read is the device's to write, that of a write is not");
            Assert.That(chain[i].Length % 512, Is.Zero);
            if (!medium.Transfer(type == 0 ? BlockOperation.Read : BlockOperation.Write, sector, chain[i].Address, chain[i].Length))
            {
                return 1;
            }

            sector += chain[i].Length / 512;
        }

        return 0;
    }

    private List<(ulong Address, uint Length, bool IsWritable)> Chain(ushort head)
    {
        List<(ulong, uint, bool)> chain = [];
        ushort flags = NextFlag;
        for (ushort index = head; (flags & NextFlag) != 0; index = Word(DescriptorTable + (16UL * index) + 14))
        {
            Assert.That(index, Is.LessThan(QueueSize), "a descriptor outside the table");
            Assert.That(chain, Has.Count.LessThan(QueueSize), "a chain that goes round");
            ulong at = DescriptorTable + (16UL * index);
            flags = Word(at + 12);
            Assert.That(flags & ~(NextFlag | WriteFlag), Is.Zero);
            chain.Add((memory.At<ulong>(new PhysicalAddress(at)), memory.At<uint>(new PhysicalAddress(at + 8)), (flags & WriteFlag) != 0));
        }

        Assert.That(chain, Has.Count.GreaterThan(1));
        Assert.That((chain[0].Item2, chain[0].Item3), Is.EqualTo((16u, false)), "the header is 16 bytes that the device reads");
        Assert.That((chain[^1].Item2, chain[^1].Item3), Is.EqualTo((1u, true)), "the status is one byte that the device writes");
        return chain;
    }

    private uint TakeInterrupt()
    {
        uint was = IsLineRaised ? 1u : 0;
        IsLineRaised = false;
        return was;
    }

    private uint ReadConfiguration(uint offset) => offset switch
    {
        0 => (uint)(medium.SectorCount & uint.MaxValue),
        4 => (uint)(medium.SectorCount >> 32),
        12 => 20,
        _ => 0,
    };

    private void Notify(uint offset, uint value)
    {
        Assert.That((offset, value), Is.EqualTo((0x40u, 0u)), "the queue's own register is notify_off times the multiplier");
        Notifications++;
        Look();
    }

    private uint ReadCommon(uint offset) => offset switch
    {
        0x04 => (uint)(Features >> (32 * (int)_featureSelect) & uint.MaxValue),
        0x1e => 4,
        0x18 when QueueSize == 0 => MostEntries,
        _ => BinaryPrimitives.ReadUInt32LittleEndian([.. _common.AsSpan((int)offset, Math.Min(4, _common.Length - (int)offset)), 0, 0, 0, 0]),
    };

    private void WriteCommon(uint offset, uint value)
    {
        switch (offset)
        {
            case 0x00:
                _featureSelect = value;
                break;
            case 0x08:
                _driverFeatureSelect = value;
                break;
            case 0x0c:
                Assert.That(Status & 8, Is.Zero, "features are agreed already");
                int shift = 32 * (int)_driverFeatureSelect;
                _driverFeatures = (_driverFeatures & ~((ulong)uint.MaxValue << shift)) | (ulong)value << shift;
                break;
            case 0x14:
                SetStatus((byte)value);
                break;
            case 0x18:
                Assert.That(value, Is.LessThanOrEqualTo((uint)MostEntries));
                BinaryPrimitives.WriteUInt16LittleEndian(_common.AsSpan(0x18), (ushort)value);
                break;
            case 0x1c:
                Assert.That(Status, Is.EqualTo(11), "a queue is enabled between FEATURES_OK and DRIVER_OK");
                Assert.That((DescriptorTable % 16, AvailableRing % 2, UsedRing % 4), Is.EqualTo((0UL, 0UL, 0UL)));
                Assert.That((Word(AvailableRing + 2), Word(UsedRing + 2)), Is.EqualTo(((ushort)0, (ushort)0)), "the rings start at 0");
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(_common.AsSpan((int)offset), value);
                break;
        }
    }

    private void SetStatus(byte status)
    {
        if (status == 0)
        {
            Resets++;
            Array.Clear(_common);
            _taken.Clear();
            _heads.Clear();
            _seen = 0;
            _driverFeatures = 0;
            IsLineRaised = false;
            return;
        }

        Assert.That(status & Status, Is.EqualTo((int)Status), "a status bit is taken back");
        bool isRefused = (status & 8) != 0 && ((_driverFeatures & (1UL << 32)) == 0 || (_driverFeatures & ~Features) != 0);
        _common[0x14] = (byte)(isRefused ? status & ~8 : status);
    }

    private ref ushort Word(ulong address) => ref memory.At<ushort>(new PhysicalAddress(address));

    /// <summary>A region that hands each access on, whatever its width.</summary>
    private sealed class Registers(uint length, Func<uint, uint> read, Action<uint, uint> write) : DeviceRegisters
    {
        public override uint Length => length;

        public override byte Read8(uint offset) => (byte)(read(offset) & 0xff);

        public override ushort Read16(uint offset) => (ushort)(read(offset) & 0xffff);

        public override uint Read32(uint offset) => read(offset);

        public override void Write8(uint offset, byte value) => write(offset, value);

        public override void Write16(uint offset, ushort value) => write(offset, value);

        public override void Write32(uint offset, uint value) => write(offset, value);
    }
}
