using System;
using System.Buffers.Binary;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The RSDP, where ACPI begins (ACPI 6.5, 5.2.5).</summary>
public readonly record struct RootPointer
{
    private const int LengthOfRevision0 = 20;
    private const int Alignment = 16;

    /// <summary>The table of 32-bit addresses.</summary>
    public PhysicalAddress Rsdt { get; init; }

    /// <summary>The table of 64-bit addresses; zero before ACPI 2.</summary>
    public PhysicalAddress Xsdt { get; init; }

    /// <summary>The table to use.</summary>
    public PhysicalAddress Best => Xsdt.Value != 0 ? Xsdt : Rsdt;

    /// <summary>Reads the structure at the beginning of <paramref name="bytes"/>. <see cref="Errno.NoEntry"/>: there is none, or it is damaged.</summary>
    public static Result<RootPointer> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < LengthOfRevision0 || !bytes.StartsWith("RSD PTR "u8) || !AcpiBytes.SumToZero(bytes[..LengthOfRevision0]))
        {
            return Errno.NoEntry;
        }

        RootPointer pointer = new() { Rsdt = new PhysicalAddress(BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..])) };
        byte revision = bytes[15];
        if (revision < 2 || bytes.Length < 36)
        {
            return pointer;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        if (length < 36 || length > bytes.Length || !AcpiBytes.SumToZero(bytes[..(int)length]))
        {
            return Errno.NoEntry;
        }

        return pointer with { Xsdt = new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])) };
    }

    /// <summary>Searches a piece of memory, as one has to on a BIOS: the first KiB of the EBDA, then 0xe0000 to 0xfffff. -1: it is not there.</summary>
    public static int Search(ReadOnlySpan<byte> memory)
    {
        for (int offset = 0; offset + LengthOfRevision0 <= memory.Length; offset += Alignment)
        {
            if (Parse(memory[offset..]).IsOk)
            {
                return offset;
            }
        }

        return -1;
    }
}
