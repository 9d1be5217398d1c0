using System;
using System.Buffers.Binary;

namespace Vela.Build.Elf;

/// <summary>One ELF64 program header (System V ABI, "Program Header").</summary>
public sealed record ProgramHeader
{
    public const int Size = 56;

    public const uint Load = 1;
    public const uint Note = 4;
    public const uint Self = 6;
    public const uint GnuStack = 0x6474_E551;

    public const uint Executable = 1;
    public const uint Writable = 2;
    public const uint Readable = 4;

    public uint Type { get; init; }

    public uint Flags { get; init; }

    public ulong Offset { get; init; }

    public ulong VirtualAddress { get; init; }

    public ulong PhysicalAddress { get; init; }

    public ulong FileSize { get; init; }

    public ulong MemorySize { get; init; }

    public ulong Alignment { get; init; }

    public ulong End => VirtualAddress + MemorySize;

    public bool IsLoad => Type == Load && MemorySize > 0;

    public bool Contains(ulong address) => address >= VirtualAddress && address < End;

    public static ProgramHeader Read(ReadOnlySpan<byte> from) => new()
    {
        Type = BinaryPrimitives.ReadUInt32LittleEndian(from),
        Flags = BinaryPrimitives.ReadUInt32LittleEndian(from[4..]),
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(from[8..]),
        VirtualAddress = BinaryPrimitives.ReadUInt64LittleEndian(from[16..]),
        PhysicalAddress = BinaryPrimitives.ReadUInt64LittleEndian(from[24..]),
        FileSize = BinaryPrimitives.ReadUInt64LittleEndian(from[32..]),
        MemorySize = BinaryPrimitives.ReadUInt64LittleEndian(from[40..]),
        Alignment = BinaryPrimitives.ReadUInt64LittleEndian(from[48..]),
    };

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Type);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], VirtualAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], PhysicalAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(to[32..], FileSize);
        BinaryPrimitives.WriteUInt64LittleEndian(to[40..], MemorySize);
        BinaryPrimitives.WriteUInt64LittleEndian(to[48..], Alignment);
    }
}
