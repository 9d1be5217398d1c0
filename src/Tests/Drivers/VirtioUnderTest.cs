using System;
using System.Buffers.Binary;
using Vela.Drivers;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

internal sealed class VirtioUnderTest : DiskUnderTest
{
    private static readonly PciAddress _address = new(0, 4, 0);

    public VirtioUnderTest(ushort queueSize = 256, ulong features = 1UL << 32 | 1 << 9 | 1 << 2)
    {
        Device = new SimulatedVirtioDisk(Memory.Memory, Medium) { MostEntries = queueSize, Features = features };
        Opened = VirtioDisk.Open("vda", new PciBus(new PciConfiguration(Function(hasCapabilities: true))), Header(), Device, Memory.Frames, Executive);
    }

    public SimulatedVirtioDisk Device { get; }

    public Result<VirtioDisk> Opened { get; }

    public VirtioDisk Disk => Opened.Expect("the device can be opened");

    public override BlockQueue Queue => Disk.Queue;

    public override IBlockDriver Driver => Disk;

    public override bool Step(int choice)
    {
        if (Device.IsLineRaised)
        {
            Disk.Serve();
            return true;
        }

        return Device.Work(choice);
    }

    public static PciFunction Header() => new() { Address = _address, Vendor = VirtioDisk.Vendor, Device = VirtioDisk.Transitional };

    /// <summary>Configuration space: BAR 4 in memory, and capabilities that point into it. A legacy device has none.</summary>
    public static SimulatedPci Function(bool hasCapabilities)
    {
        SimulatedPci machine = new();
        byte[] space = machine.Add(_address, VirtioDisk.Vendor, VirtioDisk.Transitional, 0x010000);
        if (!hasCapabilities)
        {
            return machine;
        }

        machine.AddBar(_address, 0x20, (uint)SimulatedVirtioDisk.Region | 8, 0xffff_c000);
        space[6] = 0x10;
        space[0x34] = 0x40;
        int at = 0x40;
        foreach ((byte kind, byte bar, uint offset, uint length) in new (byte, byte, uint, uint)[]
        {
            (5, 0, 0, 0), (1, 0, 0, 0x38), (1, 4, 0, 0x38), (3, 4, 0x1000, 0x1000), (4, 4, 0x2000, 0x1000), (2, 4, 0x3000, 0x1000),
        })
        {
            space[at] = 9;
            space[at + 1] = kind == 2 ? (byte)0 : (byte)(at + 0x18);
            space[at + 3] = kind;
            space[at + 4] = bar;
            BinaryPrimitives.WriteUInt32LittleEndian(space.AsSpan(at + 8), offset);
            BinaryPrimitives.WriteUInt32LittleEndian(space.AsSpan(at + 12), length);
            BinaryPrimitives.WriteUInt32LittleEndian(space.AsSpan(at + 16), 16);
            at += 0x18;
        }

        return machine;
    }
}
