using System;
using System.Buffers.Binary;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The HPET table: where the High Precision Event Timer's registers are (IA-PC HPET specification 1.0a, 3.2.4).</summary>
/// <param name="Registers">In memory.</param>
/// <param name="Comparators">How many timers it has.</param>
/// <param name="MinimumTicks">The least that a periodic timer can count without losing interrupts.</param>
public readonly record struct HpetDescription(PhysicalAddress Registers, int Comparators, ushort MinimumTicks)
{
    private const int TableLength = 56;

    /// <param name="table">The table with its header. <see cref="Errno.NoEntry"/>: it is no HPET table, or the registers are not in memory.</param>
    public static Result<HpetDescription> Parse(ReadOnlySpan<byte> table)
    {
        if (table.Length < TableLength || !table.StartsWith("HPET"u8))
        {
            return Errno.NoEntry;
        }

        GenericAddress registers = GenericAddress.Parse(table[40..]);
        if (registers.IsNone || registers.Space != AddressSpaceKind.Memory)
        {
            return Errno.NoEntry;
        }

        uint block = BinaryPrimitives.ReadUInt32LittleEndian(table[36..]);
        return new HpetDescription(
            new PhysicalAddress(registers.Address), (int)(block >> 8 & 0x1f) + 1, BinaryPrimitives.ReadUInt16LittleEndian(table[53..]));
    }
}
