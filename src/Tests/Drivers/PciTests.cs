using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Drivers;

namespace Vela.Tests.Drivers;

[TestFixture]
public sealed class PciTests
{
    private static PciBus Bus(SimulatedPci machine) => new(new PciConfiguration(machine));

    [Test]
    public void Functions_are_found_on_every_bus_once()
    {
        SimulatedPci machine = new();
        machine.Add(new(0, 0, 0), 0x8086, 0x29c0, 0x060000);
        machine.Add(new(0, 31, 0), 0x8086, 0x2918, 0x060100, 0x80);
        machine.Add(new(0, 31, 2), 0x8086, 0x2922, 0x010601, 0x80);
        machine.Add(new(0, 3, 1), 0x1111, 0x2222, 0x020000); // a second function of a device that has no first
        machine.Add(new(0, 4, 0), 0x1b36, 0x000c, 0x060400, 0x01)[0x19] = 5;
        machine.Add(new(5, 0, 0), 0x1af4, 0x1042, 0x010000);
        machine.Add(new(5, 1, 0), 0x1b36, 0x000c, 0x060400, 0x01)[0x19] = 5; // a bridge to its own bus
        IReadOnlyList<PciFunction> functions = Bus(machine).Enumerate();
        Assert.That(functions.Select(function => function.Address.ToString()), Is.EqualTo(new[] { "00:00.0", "00:04.0", "00:1f.0", "00:1f.2", "05:00.0", "05:01.0" }));
        PciFunction disk = functions.Single(function => function.Vendor == 0x1af4);
        Assert.Multiple(() =>
        {
            Assert.That(disk.Device, Is.EqualTo(0x1042));
            Assert.That((disk.InterruptLine, disk.InterruptPin, disk.Revision), Is.EqualTo(((byte)11, (byte)1, (byte)3)));
            Assert.That(functions[3].ClassName, Is.EqualTo("SATA controller (AHCI)"));
            Assert.That(functions[1].IsBridge && functions[1].BarCount == 2);
        });
    }

    [Test]
    public void A_machine_without_PCI_has_no_functions() => Assert.That(Bus(new SimulatedPci()).Enumerate(), Is.Empty);

    [Test]
    public void Regions_have_their_kind_address_and_length()
    {
        PciAddress address = new(0, 2, 0);
        SimulatedPci machine = new();
        byte[] space = machine.Add(address, 0x1af4, 0x1001, 0x010000);
        machine.AddBar(address, 0x10, 0xc041, 0xffc0);
        machine.AddBar(address, 0x14, 0xfebd_1000, 0xffff_f000);
        machine.AddBar(address, 0x18, 0xfe00_000c, 0xffff_c000);
        machine.AddBar(address, 0x1c, 0x0000_0080, 0xffff_ffff);
        PciBus bus = Bus(machine);
        PciFunction function = bus.Enumerate().Single();
        Assert.Multiple(() =>
        {
            Assert.That(bus.ReadBar(function, 0), Is.EqualTo(new PciBar(PciBarKind.Ports, 0xc040, 64, 1)));
            Assert.That(bus.ReadBar(function, 1), Is.EqualTo(new PciBar(PciBarKind.Memory, 0xfebd_1000, 4096, 1)));
            Assert.That(bus.ReadBar(function, 2), Is.EqualTo(new PciBar(PciBarKind.PrefetchableMemory, 0x80_fe00_0000, 16384, 2)));
            Assert.That(bus.ReadBar(function, 4).Kind, Is.EqualTo(PciBarKind.None));
            Assert.That(machine.WasProbedWhileDecoding, Is.False);
            Assert.That(space[4], Is.EqualTo(7), "the command register is as it was");
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(space.AsSpan(0x10)), Is.EqualTo(0xc041));
        });
    }

    [Test]
    public void Capabilities_are_found_and_a_ring_of_them_ends()
    {
        PciAddress address = new(0, 2, 0);
        SimulatedPci machine = new();
        byte[] space = machine.Add(address, 0x1af4, 0x1042, 0x010000);
        PciBus bus = Bus(machine);
        PciFunction function = bus.Enumerate().Single();
        Assert.That(bus.FindCapabilities(function, 9), Is.Empty);
        space[6] = 0x10;
        space[0x34] = 0x98;
        (space[0x98], space[0x99]) = (0x11, 0x84);
        (space[0x84], space[0x85]) = (0x09, 0x70);
        (space[0x70], space[0x71]) = (0x09, 0x00);
        Assert.That(bus.FindCapabilities(function, 9), Is.EqualTo(new byte[] { 0x84, 0x70 }));
        Assert.That(bus.FindCapabilities(function, 0x11), Is.EqualTo(new byte[] { 0x98 }));
        space[0x71] = 0x98;
        Assert.That(bus.FindCapabilities(function, 5), Is.Empty, "and it comes back");
    }

    [Test]
    public void A_function_is_enabled_for_ports_memory_and_bus_mastering()
    {
        SimulatedPci machine = new();
        byte[] space = machine.Add(new(0, 2, 0), 0x1af4, 0x1042, 0x010000);
        space[4] = 0;
        PciBus bus = Bus(machine);
        bus.Enable(bus.Enumerate().Single());
        Assert.That(space[4], Is.EqualTo(7));
    }

    [TestCase(0x03, 0x00, 0x00, "VGA controller")]
    [TestCase(0x01, 0x01, 0x80, "IDE controller")]
    [TestCase(0x0c, 0x03, 0x30, "USB controller (xHCI)")]
    [TestCase(0x01, 0x7f, 0x00, "mass storage controller")]
    [TestCase(0xff, 0x00, 0x00, "unknown device")]
    public void Classes_have_names(int baseClass, int subclass, int programming, string name) =>
        Assert.That(PciClass.Name((byte)baseClass, (byte)subclass, (byte)programming), Is.EqualTo(name));
}
