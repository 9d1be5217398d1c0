using System;
using System.Buffers.Binary;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The FADT: the registers that power the machine off and reset it, and what an old PC had that this one may not (ACPI 6.5, 5.2.9).</summary>
public sealed record FixedDescription
{
    private const int LengthOfAcpi1 = 116;
    private const int ResetSupportedBit = 10;
    private const int ControllerPresentBit = 1;
    private const int ClockAbsentBit = 5;

    public PhysicalAddress Dsdt { get; private init; }

    /// <summary>The line on which ACPI interrupts.</summary>
    public ushort Interrupt { get; private init; }

    /// <summary>0: the machine is always in ACPI mode.</summary>
    public ushort CommandPort { get; private init; }

    /// <summary>What to write to <see cref="CommandPort"/> to enter ACPI mode.</summary>
    public byte EnableCommand { get; private init; }

    public GenericAddress ControlA { get; private init; }

    /// <summary>None on most machines.</summary>
    public GenericAddress ControlB { get; private init; }

    /// <summary>None where <see cref="ResetValue"/> has no effect.</summary>
    public GenericAddress Reset { get; private init; }

    public byte ResetValue { get; private init; }

    /// <summary>The CMOS clock's century register; 0: it has none.</summary>
    public byte CenturyRegister { get; private init; }

    /// <summary>Whether there is an 8042. Before ACPI 2 nothing says so, and there always is one.</summary>
    public bool HasKeyboardController { get; private init; }

    public bool HasCmosClock { get; private init; }

    /// <param name="table">The table with its header. <see cref="Errno.NoEntry"/>: it is no FADT.</param>
    public static Result<FixedDescription> Parse(ReadOnlySpan<byte> table)
    {
        if (table.Length < LengthOfAcpi1 || !table.StartsWith("FACP"u8))
        {
            return Errno.NoEntry;
        }

        byte revision = table[8];
        uint flags = Word(table, 112);
        ushort bootFlags = revision >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(table[109..]) : (ushort)0;
        return new FixedDescription
        {
            Dsdt = new PhysicalAddress(table.Length >= 148 && LongWord(table, 140) != 0 ? LongWord(table, 140) : Word(table, 40)),
            Interrupt = BinaryPrimitives.ReadUInt16LittleEndian(table[46..]),
            CommandPort = (ushort)(Word(table, 48) & 0xffff),
            EnableCommand = table[52],
            ControlA = Register(table, 172, 64),
            ControlB = Register(table, 184, 68),
            Reset = table.Length >= 129 && (flags >> ResetSupportedBit & 1) != 0 ? GenericAddress.Parse(table[116..]) : default,
            ResetValue = table.Length >= 129 ? table[128] : (byte)0,
            CenturyRegister = table[108],
            HasKeyboardController = revision < 2 || (bootFlags >> ControllerPresentBit & 1) != 0,
            HasCmosClock = revision < 4 || (bootFlags >> ClockAbsentBit & 1) == 0,
        };
    }

    /// <summary>The extended register where the table is long enough and has one, else the port of ACPI 1.</summary>
    private static GenericAddress Register(ReadOnlySpan<byte> table, int extended, int legacy)
    {
        if (table.Length >= extended + GenericAddress.Length)
        {
            GenericAddress register = GenericAddress.Parse(table[extended..]);
            if (!register.IsNone)
            {
                return register;
            }
        }

        return Word(table, legacy) == 0 ? default : GenericAddress.Port(Word(table, legacy));
    }

    private static uint Word(ReadOnlySpan<byte> table, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(table[offset..]);

    private static ulong LongWord(ReadOnlySpan<byte> table, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(table[offset..]);
}
