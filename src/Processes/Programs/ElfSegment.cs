using System;
using System.Buffers.Binary;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>One program header of an ELF file (elf(5), Elf64_Phdr).</summary>
public readonly struct ElfSegment
{
    public const uint Load = 1;
    public const uint Interpreter = 3;
    public const uint Stack = 0x6474_e551;

    private const ulong InPage = PageNumber.Size - 1;

    internal ElfSegment(ReadOnlySpan<byte> header)
    {
        Type = BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        Access = ((flags & 4) != 0 ? Access.Read : Access.None) | ((flags & 2) != 0 ? Access.Write : Access.None)
            | ((flags & 1) != 0 ? Access.Execute : Access.None);
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        Address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        FileSize = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        MemorySize = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
    }

    public uint Type { get; }

    public Access Access { get; }

    public ulong Offset { get; }

    public ulong Address { get; }

    public ulong FileSize { get; }

    public ulong MemorySize { get; }

    /// <summary>Whether it can be mapped: it lies among a program's addresses, and file and memory agree about the place in a page.</summary>
    public bool IsSane =>
        FileSize <= MemorySize && Address < UserAddress.Limit && MemorySize <= UserAddress.Limit - Address
        && Offset <= long.MaxValue && FileSize <= long.MaxValue - Offset && (Offset & InPage) == (Address & InPage);

    public ulong FirstPage => Address >> PageNumber.Shift;

    public ulong EndPage => (Address + MemorySize + InPage) >> PageNumber.Shift;

    /// <summary>One more than the last page that shows something of the file.</summary>
    public ulong FileEndPage => FileSize == 0 ? FirstPage : (Address + FileSize + InPage) >> PageNumber.Shift;
}
