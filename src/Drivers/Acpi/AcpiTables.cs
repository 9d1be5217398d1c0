using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The ACPI tables of a machine, copied out of the memory firmware left them in.</summary>
/// <remarks>Owns: the copies. A table that is cut short or whose sum is wrong is left out. Does not interpret AML.</remarks>
public sealed class AcpiTables
{
    /// <summary>Signature, length, revision, checksum, maker (ACPI 6.5, 5.2.6).</summary>
    public const int HeaderLength = 36;

    private const uint LongestTable = 4 * 1024 * 1024;
    private const int MostTables = 256;
    private const ulong BiosArea = 0xe0000;
    private const int BiosAreaLength = 0x20000;
    private const ulong EbdaSegment = 0x40e;

    private readonly List<byte[]> _tables = [];

    private AcpiTables()
    {
    }

    public int Count => _tables.Count;

    /// <summary>Reads all tables. <see cref="Errno.NoEntry"/>: this machine has no ACPI.</summary>
    /// <param name="memory">The machine's.</param>
    /// <param name="root">The RSDP as the boot loader or UEFI gives it; null to search where a BIOS keeps it.</param>
    public static Result<AcpiTables> Read(IPhysicalReader memory, PhysicalAddress? root)
    {
        if (!FindRoot(memory, root).Ok(out RootPointer pointer, out Errno error))
        {
            return error;
        }

        if (ReadTable(memory, pointer.Best) is not byte[] index)
        {
            return Errno.NoEntry;
        }

        AcpiTables tables = new();
        int entryLength = pointer.Best == pointer.Xsdt ? sizeof(ulong) : sizeof(uint);
        for (int offset = HeaderLength; offset + entryLength <= index.Length && tables.Count < MostTables; offset += entryLength)
        {
            ReadOnlySpan<byte> entry = index.AsSpan(offset);
            ulong address = entryLength == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(entry) : BinaryPrimitives.ReadUInt32LittleEndian(entry);
            if (ReadTable(memory, new PhysicalAddress(address)) is byte[] table)
            {
                tables._tables.Add(table);
            }
        }

        tables.AddDsdt(memory);
        return tables;
    }

    /// <summary>The first table with this signature, header included; empty when there is none.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> signature)
    {
        foreach (byte[] table in _tables)
        {
            if (table.AsSpan().StartsWith(signature))
            {
                return table;
            }
        }

        return [];
    }

    /// <summary>The DSDT hangs from the FADT, not from the index.</summary>
    private void AddDsdt(IPhysicalReader memory)
    {
        if (FixedDescription.Parse(Find("FACP"u8)).Ok(out FixedDescription? fixedDescription, out _)
            && ReadTable(memory, fixedDescription.Dsdt) is byte[] table)
        {
            _tables.Add(table);
        }
    }

    private static Result<RootPointer> FindRoot(IPhysicalReader memory, PhysicalAddress? given)
    {
        Span<byte> bytes = stackalloc byte[36];
        if (given is PhysicalAddress address)
        {
            return memory.TryRead(address, bytes) ? RootPointer.Parse(bytes) : Errno.NoEntry;
        }

        byte[] area = new byte[BiosAreaLength];
        Span<byte> segment = stackalloc byte[2];
        if (memory.TryRead(new PhysicalAddress(EbdaSegment), segment))
        {
            ulong ebda = (ulong)BinaryPrimitives.ReadUInt16LittleEndian(segment) << 4;
            Span<byte> start = area.AsSpan(0, 1024);
            if (ebda >= 0x400 && memory.TryRead(new PhysicalAddress(ebda), start) && RootPointer.Search(start) is int found and >= 0)
            {
                return RootPointer.Parse(start[found..]);
            }
        }

        if (!memory.TryRead(new PhysicalAddress(BiosArea), area))
        {
            return Errno.NoEntry;
        }

        int offset = RootPointer.Search(area);
        return offset < 0 ? Errno.NoEntry : RootPointer.Parse(area.AsSpan(offset));
    }

    private static byte[]? ReadTable(IPhysicalReader memory, PhysicalAddress address)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (address.Value == 0 || !memory.TryRead(address, header))
        {
            return null;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (length is < HeaderLength or > LongestTable)
        {
            return null;
        }

        byte[] table = new byte[length];
        return memory.TryRead(address, table) && AcpiBytes.SumToZero(table) ? table : null;
    }
}
