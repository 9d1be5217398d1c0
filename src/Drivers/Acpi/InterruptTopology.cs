using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The MADT: the processors, the I/O APICs and how the old interrupt lines reach them (ACPI 6.5, 5.2.12).</summary>
public sealed class InterruptTopology
{
    private const int FixedLength = 44;
    private const byte LocalApicEntry = 0;
    private const byte IoApicEntry = 1;
    private const byte OverrideEntry = 2;
    private const byte LocalNmiEntry = 4;
    private const byte LocalApicAddressEntry = 5;
    private const byte LocalX2ApicEntry = 9;

    private readonly List<LocalApic> _processors = [];
    private readonly List<IoApic> _ioApics = [];
    private readonly List<InterruptOverride> _overrides = [];
    private readonly List<LocalNmi> _localNmis = [];

    private InterruptTopology()
    {
    }

    public PhysicalAddress LocalApicAddress { get; private set; }

    /// <summary>Whether the machine also has two 8259s, which must be masked.</summary>
    public bool HasLegacyControllers { get; private init; }

    public IReadOnlyList<LocalApic> Processors => _processors;

    public IReadOnlyList<IoApic> IoApics => _ioApics;

    public IReadOnlyList<InterruptOverride> Overrides => _overrides;

    public IReadOnlyList<LocalNmi> LocalNmis => _localNmis;

    /// <param name="table">The table with its header. <see cref="Errno.NoEntry"/>: it is no MADT.</param>
    public static Result<InterruptTopology> Parse(ReadOnlySpan<byte> table)
    {
        if (table.Length < FixedLength || !table.StartsWith("APIC"u8))
        {
            return Errno.NoEntry;
        }

        InterruptTopology topology = new()
        {
            LocalApicAddress = new PhysicalAddress(Word(table, 36)),
            HasLegacyControllers = (Word(table, 40) & 1) != 0,
        };
        int offset = FixedLength;
        while (offset + 2 <= table.Length)
        {
            int length = table[offset + 1];
            if (length < 2 || offset + length > table.Length)
            {
                break;
            }

            topology.Add(table.Slice(offset, length));
            offset += length;
        }

        return topology;
    }

    /// <summary>Where an ISA line arrives: what an override says, else the interrupt of the same number, edge-triggered and active high.</summary>
    public InterruptOverride Route(byte isaLine)
    {
        foreach (InterruptOverride known in _overrides)
        {
            if (known.Source == isaLine)
            {
                return known;
            }
        }

        return new InterruptOverride(isaLine, isaLine, Polarity.ActiveHigh, TriggerMode.Edge);
    }

    private void Add(ReadOnlySpan<byte> entry)
    {
        switch (entry[0])
        {
            case LocalApicEntry when entry.Length >= 8:
                _processors.Add(new LocalApic(entry[3], UsabilityOf(Word(entry, 4))));
                break;
            case LocalX2ApicEntry when entry.Length >= 16:
                _processors.Add(new LocalApic(Word(entry, 4), UsabilityOf(Word(entry, 8))));
                break;
            case IoApicEntry when entry.Length >= 12:
                _ioApics.Add(new IoApic(entry[2], new PhysicalAddress(Word(entry, 4)), Word(entry, 8)));
                break;
            case OverrideEntry when entry.Length >= 10:
                ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]);
                _overrides.Add(new InterruptOverride(entry[3], Word(entry, 4), PolarityOf(flags), TriggerOf(flags)));
                break;
            case LocalNmiEntry when entry.Length >= 6:
                ushort nmiFlags = BinaryPrimitives.ReadUInt16LittleEndian(entry[3..]);
                _localNmis.Add(new LocalNmi(entry[2], entry[5], PolarityOf(nmiFlags), TriggerOf(nmiFlags)));
                break;
            case LocalApicAddressEntry when entry.Length >= 12:
                LocalApicAddress = new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(entry[4..]));
                break;
        }
    }

    private static ProcessorState UsabilityOf(uint flags) =>
        (flags & 1) != 0 ? ProcessorState.Enabled : (flags & 2) != 0 ? ProcessorState.CanBeEnabled : ProcessorState.Disabled;

    // "As the bus has it" means, for ISA, active high and edge-triggered.
    private static Polarity PolarityOf(ushort flags) => (flags & 3) == 3 ? Polarity.ActiveLow : Polarity.ActiveHigh;

    private static TriggerMode TriggerOf(ushort flags) => (flags >> 2 & 3) == 3 ? TriggerMode.Level : TriggerMode.Edge;

    private static uint Word(ReadOnlySpan<byte> table, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(table[offset..]);
}
