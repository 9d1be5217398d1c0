using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Drivers;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

[TestFixture]
public sealed class AcpiTests
{
    /// <summary>Memory that is all zero except for what was put there.</summary>
    private sealed class SparseMemory : IPhysicalReader
    {
        private readonly Dictionary<ulong, byte[]> _pieces = [];

        public ulong End { get; init; } = 0x800_0000;

        public SparseMemory Put(ulong address, byte[] bytes)
        {
            _pieces[address] = bytes;
            return this;
        }

        public bool TryRead(PhysicalAddress address, Span<byte> destination)
        {
            if (address.Value + (ulong)destination.Length > End)
            {
                return false;
            }

            for (int index = 0; index < destination.Length; index++)
            {
                ulong at = address.Value + (ulong)index;
                destination[index] = _pieces.Where(piece => at >= piece.Key && at < piece.Key + (ulong)piece.Value.Length)
                    .Select(piece => piece.Value[at - piece.Key]).FirstOrDefault();
            }

            return true;
        }
    }

    /// <summary>Ports that remember what was written to them.</summary>
    private sealed class RecordingPorts : IPortSpace
    {
        public List<string> Writes { get; } = [];

        public Dictionary<ushort, ushort> Values { get; } = [];

        public byte Read8(ushort port) => 0xff;

        public ushort Read16(ushort port) => Values.GetValueOrDefault(port);

        public uint Read32(ushort port) => uint.MaxValue;

        public void Write8(ushort port, byte value)
        {
            Writes.Add($"{port:x}={value:x2}");

            // The firmware switches to ACPI mode.
            if (port == 0xb2 && value == 0xf1)
            {
                Values[0x604] = 1;
            }
        }

        public void Write16(ushort port, ushort value)
        {
            Writes.Add($"{port:x}={value:x4}");
            Values[port] = value;
        }

        public void Write32(ushort port, uint value) => Writes.Add($"{port:x}={value:x8}");
    }

    private static byte[] Table(string signature, byte[] body, byte revision = 1)
    {
        byte[] table = new byte[AcpiTables.HeaderLength + body.Length];
        for (int index = 0; index < 4; index++)
        {
            table[index] = (byte)signature[index];
        }

        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(4), table.Length);
        table[8] = revision;
        body.CopyTo(table, AcpiTables.HeaderLength);
        table[9] = unchecked((byte)(0 - table.Sum(value => value)));
        return table;
    }

    private static SparseMemory Pc() => new SparseMemory()
        .Put(QemuTables.PcRootPointerAddress, QemuTables.PcRootPointer)
        .Put(QemuTables.PcRsdtAddress, QemuTables.PcRsdt)
        .Put(QemuTables.PcFadtAddress, QemuTables.PcFadt)
        .Put(QemuTables.PcMadtAddress, QemuTables.Madt)
        .Put(QemuTables.PcHpetAddress, QemuTables.Hpet)
        .Put(QemuTables.PcDsdtAddress, Table("DSDT", [0x5b, 0x80, .. QemuTables.SoftOffPackage, 0x10]));

    [TestCase(null)]
    [TestCase(QemuTables.PcRootPointerAddress)]
    public void The_tables_of_a_PC_are_found(ulong? root)
    {
        PhysicalAddress? given = root is ulong address ? new PhysicalAddress(address) : null;
        AcpiTables tables = AcpiTables.Read(Pc(), given).Expect("tables");
        Assert.Multiple(() =>
        {
            Assert.That(tables.Count, Is.EqualTo(4), "WAET is not in this memory, the DSDT is");
            Assert.That(tables.Find("APIC"u8).ToArray(), Is.EqualTo(QemuTables.Madt));
            Assert.That(SoftOff.Find(tables.Find("DSDT"u8)).Expect("S5"), Is.EqualTo(new SoftOff(0, 0)));
            Assert.That(tables.Find("NONE"u8).IsEmpty);
        });
    }

    [Test]
    public void A_machine_of_ACPI_2_is_read_through_the_XSDT()
    {
        byte[] xsdt = Table("XSDT", [.. BitConverter.GetBytes(0x1_2345_6000UL), .. BitConverter.GetBytes(0x5000UL)]);
        byte[] root = new byte[36];
        "RSD PTR "u8.CopyTo(root);
        root[15] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(root.AsSpan(20), 36);
        BinaryPrimitives.WriteUInt64LittleEndian(root.AsSpan(24), 0x1_2345_0000);
        root[8] = unchecked((byte)(0 - root[..20].Sum(value => value)));
        root[32] = unchecked((byte)(0 - root.Sum(value => value)));
        SparseMemory memory = new SparseMemory { End = 0x2_0000_0000 }.Put(0x4000, root).Put(0x1_2345_0000, xsdt).Put(0x1_2345_6000, QemuTables.Hpet);
        AcpiTables tables = AcpiTables.Read(memory, new PhysicalAddress(0x4000)).Expect("tables");
        Assert.That(tables.Count, Is.EqualTo(1), "the second entry points at nothing");
        Assert.That(tables.Find("HPET"u8).IsEmpty, Is.False);
    }

    [Test]
    public void What_is_damaged_is_left_out()
    {
        SparseMemory memory = Pc();
        byte[] damaged = QemuTables.Madt;
        damaged[50] ^= 1;
        AcpiTables tables = AcpiTables.Read(memory.Put(QemuTables.PcMadtAddress, damaged), null).Expect("tables");
        Assert.That(tables.Find("APIC"u8).IsEmpty);
        byte[] root = QemuTables.PcRootPointer;
        root[16] ^= 1;
        Assert.That(AcpiTables.Read(memory.Put(QemuTables.PcRootPointerAddress, root), null).Error, Is.EqualTo(Errno.NoEntry));
        Assert.That(AcpiTables.Read(new SparseMemory(), null).Error, Is.EqualTo(Errno.NoEntry));
    }

    [Test]
    public void The_FADT_of_a_PC_names_its_registers()
    {
        FixedDescription fadt = FixedDescription.Parse(QemuTables.PcFadt).Expect("a FADT");
        Assert.Multiple(() =>
        {
            Assert.That(fadt.Dsdt.Value, Is.EqualTo(QemuTables.PcDsdtAddress));
            Assert.That(fadt.CommandPort, Is.EqualTo(0xb2));
            Assert.That(fadt.ControlA, Is.EqualTo(GenericAddress.Port(0x604)));
            Assert.That(fadt.ControlB.IsNone);
            Assert.That(fadt.Reset.IsNone);
            Assert.That(fadt.CenturyRegister, Is.EqualTo(0x32));
            Assert.That(fadt.HasKeyboardController && fadt.HasCmosClock);
            Assert.That(fadt.Interrupt, Is.EqualTo(9));
        });
    }

    [Test]
    public void The_FADT_of_a_Q35_also_has_a_reset_register()
    {
        FixedDescription fadt = FixedDescription.Parse(QemuTables.Q35Fadt).Expect("a FADT");
        Assert.Multiple(() =>
        {
            Assert.That(fadt.Dsdt.Value, Is.EqualTo(0x7fe0040));
            Assert.That(fadt.ControlA.IsPort && fadt.ControlA.Address == 0x604);
            Assert.That(fadt.Reset, Is.EqualTo(GenericAddress.Port(0xcf9)));
            Assert.That(fadt.ResetValue, Is.EqualTo(0x0f));
            Assert.That(fadt.HasKeyboardController);
        });
    }

    [TestCase("085f53355f12060400000000", 0, 0)]
    [TestCase("08 5c 5f53355f 12 0a 04 0a05 0a06 0000", 5, 6, Description = "VMware and many boards write byte constants")]
    [TestCase("5f53355f 08 5f53355f 12 06 04 01 00 00 00", 1, 0, Description = "the name alone is not its definition")]
    [TestCase("08 5f53355f 12 4700 04 0b0700 00 00 00", 7, 0, Description = "a longer length, a word")]
    public void The_sleep_type_of_S5_is_found_in_AML(string aml, int first, int second)
    {
        byte[] bytes = Convert.FromHexString(aml.Replace(" ", "", StringComparison.Ordinal));
        Assert.That(SoftOff.Find(bytes).Expect("S5"), Is.EqualTo(new SoftOff((byte)first, (byte)second)));
    }

    [TestCase("")]
    [TestCase("085f53355f")]
    [TestCase("085f53355f1206")]
    [TestCase("085f53355f12060a0a")]
    [TestCase("085f53355f120604ff000000")]
    [TestCase("5f53355f12060400000000")]
    public void What_is_no_package_of_constants_is_not_taken_for_one(string aml) =>
        Assert.That(SoftOff.Find(Convert.FromHexString(aml)).Error, Is.EqualTo(Errno.NoEntry));

    [Test]
    public void Power_off_enters_ACPI_mode_and_then_S5()
    {
        RecordingPorts ports = new();
        PowerControl power = new(FixedDescription.Parse(QemuTables.PcFadt).Expect("a FADT"), new SoftOff(5, 0));
        power.PowerOff(ports);
        Assert.That(ports.Writes, Is.EqualTo(new[] { "b2=f1", "604=1401", "604=3401" }));
        Assert.That(power.PowerOffWrite, Is.EqualTo(((ushort)0x604, (ushort)0x3400)));
    }

    [Test]
    public void Reset_tries_the_register_and_then_the_chipset()
    {
        RecordingPorts ports = new();
        new PowerControl(FixedDescription.Parse(QemuTables.Q35Fadt).Expect("a FADT"), default).Reset(ports);
        Assert.That(ports.Writes, Is.EqualTo(new[] { "cf9=0f", "cf9=02", "cf9=06" }));
        ports.Writes.Clear();
        default(PowerControl).Reset(ports);
        Assert.That(ports.Writes, Is.EqualTo(new[] { "cf9=02", "cf9=06" }));
        Assert.That(default(PowerControl).CanPowerOff, Is.False);
    }

    [Test]
    public void The_MADT_tells_processors_and_interrupt_lines()
    {
        InterruptTopology topology = InterruptTopology.Parse(QemuTables.Madt).Expect("a MADT");
        Assert.Multiple(() =>
        {
            Assert.That(topology.LocalApicAddress.Value, Is.EqualTo(0xfee00000));
            Assert.That(topology.HasLegacyControllers);
            Assert.That(topology.Processors, Is.EqualTo(new LocalApic[] { new(0, ProcessorState.Enabled), new(1, ProcessorState.Enabled) }));
            Assert.That(topology.IoApics, Is.EqualTo(new IoApic[] { new(0, new PhysicalAddress(0xfec00000), 0) }));
            Assert.That(topology.Overrides, Has.Count.EqualTo(5));
            Assert.That(topology.Route(0), Is.EqualTo(new InterruptOverride(0, 2, Polarity.ActiveHigh, TriggerMode.Edge)), "the timer");
            Assert.That(topology.Route(9), Is.EqualTo(new InterruptOverride(9, 9, Polarity.ActiveHigh, TriggerMode.Level)));
            Assert.That(topology.Route(1), Is.EqualTo(new InterruptOverride(1, 1, Polarity.ActiveHigh, TriggerMode.Edge)), "the keyboard, as on every PC");
            Assert.That(topology.LocalNmis, Is.EqualTo(new LocalNmi[] { new(0xff, 1, Polarity.ActiveHigh, TriggerMode.Edge) }));
        });
    }

    [Test]
    public void A_64_bit_address_and_x2APICs_are_taken_from_the_MADT()
    {
        byte[] table = Table("APIC",
        [
            0, 0, 0xe0, 0xfe, 0, 0, 0, 0,
            5, 12, 0, 0, 0, 0, 0xe0, 0xfe, 1, 0, 0, 0,
            9, 16, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
            0, 8, 1, 3, 0, 0, 0, 0,
            99, 4, 0, 0,
            1, 200, // longer than the table
        ]);
        InterruptTopology topology = InterruptTopology.Parse(table).Expect("a MADT");
        Assert.That(topology.LocalApicAddress.Value, Is.EqualTo(0x1_fee0_0000));
        Assert.That(topology.HasLegacyControllers, Is.False);
        Assert.That(topology.Processors, Is.EqualTo(new LocalApic[] { new(256, ProcessorState.CanBeEnabled), new(3, ProcessorState.Disabled) }));
    }

    [Test]
    public void The_HPET_table_tells_where_the_timer_is()
    {
        HpetDescription hpet = HpetDescription.Parse(QemuTables.Hpet).Expect("an HPET");
        Assert.That(hpet, Is.EqualTo(new HpetDescription(new PhysicalAddress(0xfed00000), 3, 0)));
        Assert.That(HpetDescription.Parse(QemuTables.Madt).Error, Is.EqualTo(Errno.NoEntry));
    }

    [Test]
    public void Tables_cut_anywhere_are_refused_or_read_but_never_overrun()
    {
        foreach (byte[] table in new[] { QemuTables.PcFadt, QemuTables.Q35Fadt, QemuTables.Madt, QemuTables.Hpet, QemuTables.PcRootPointer, QemuTables.SoftOffPackage })
        {
            for (int length = 0; length <= table.Length; length++)
            {
                byte[] cut = table[..length];
                _ = FixedDescription.Parse(cut);
                _ = InterruptTopology.Parse(cut);
                _ = HpetDescription.Parse(cut);
                _ = RootPointer.Parse(cut);
                _ = SoftOff.Find(cut);
            }
        }
    }
}
