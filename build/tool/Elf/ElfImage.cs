using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Vela.Build.Elf;

/// <summary>A linked ELF64 x86-64 program: headers, sections and symbols over the file's bytes. Reads only.</summary>
public sealed class ElfImage
{
    private const ushort Executable = 2;
    private const ushort X86_64 = 62;
    private const uint NoBits = 8;

    private readonly Dictionary<string, Section> _sections;

    private ElfImage(byte[] bytes, List<ProgramHeader> headers, Dictionary<string, Section> sections)
    {
        Bytes = bytes;
        Headers = headers;
        _sections = sections;
    }

    private readonly record struct Section(uint Name, uint Kind, ulong Offset, ulong Length, uint Link);

    public byte[] Bytes { get; }

    public IReadOnlyList<ProgramHeader> Headers { get; }

    public IEnumerable<ProgramHeader> Loads => Headers.Where(header => header.IsLoad);

    /// <summary>The file offset of the program header table.</summary>
    public int HeaderTable => checked((int)Number64(32));

    /// <exception cref="BuildException">The file is not a non-relocatable x86-64 program.</exception>
    public static ElfImage Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        ReadOnlySpan<byte> span = bytes;
        if (bytes.Length < 64 || !span.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            throw new BuildException($"{path}: not a little-endian ELF64 file");
        }

        ushort kind = BinaryPrimitives.ReadUInt16LittleEndian(span[16..]);
        if (kind != Executable || BinaryPrimitives.ReadUInt16LittleEndian(span[18..]) != X86_64)
        {
            throw new BuildException($"{path}: the image must be linked as a static x86-64 program at a fixed address (ET_EXEC); its type is {kind}");
        }

        int table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(span[32..]));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(span[56..]);
        List<ProgramHeader> headers = [];
        for (int i = 0; i < count; i++)
        {
            headers.Add(ProgramHeader.Read(span[(table + (i * ProgramHeader.Size))..]));
        }

        return new ElfImage(bytes, headers, ReadSections(span));
    }

    /// <summary>The content of a section, empty if the file has none of that name.</summary>
    public ReadOnlySpan<byte> SectionBytes(string name) =>
        _sections.TryGetValue(name, out Section section) && section.Kind != NoBits
            ? Bytes.AsSpan(checked((int)section.Offset), checked((int)section.Length))
            : default;

    public IReadOnlyList<ElfSymbol> Symbols()
    {
        const int entrySize = 24;
        ReadOnlySpan<byte> table = SectionBytes(".symtab");
        ReadOnlySpan<byte> names = SectionBytes(".strtab");
        List<ElfSymbol> symbols = [];
        for (int at = 0; at + entrySize <= table.Length; at += entrySize)
        {
            ReadOnlySpan<byte> entry = table[at..];
            symbols.Add(new ElfSymbol(
                Text(names, BinaryPrimitives.ReadUInt32LittleEndian(entry)),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]),
                (byte)(entry[4] & 15),
                (byte)(entry[4] >> 4),
                BinaryPrimitives.ReadUInt16LittleEndian(entry[6..])));
        }

        return symbols;
    }

    /// <summary>The file offset of the initialised bytes at an address; null where the file has none.</summary>
    public int? OffsetOf(ulong address, int length)
    {
        ProgramHeader? load = Loads.FirstOrDefault(header =>
            address >= header.VirtualAddress && address + (ulong)length <= header.VirtualAddress + header.FileSize);
        return load is null ? null : checked((int)(load.Offset + (address - load.VirtualAddress)));
    }

    /// <summary>The text at an offset of a string table, up to its zero.</summary>
    public static string Text(ReadOnlySpan<byte> strings, ulong offset)
    {
        if (offset >= (ulong)strings.Length)
        {
            return "";
        }

        ReadOnlySpan<byte> rest = strings[(int)offset..];
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static Dictionary<string, Section> ReadSections(ReadOnlySpan<byte> bytes)
    {
        const int headerSize = 64;
        int table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[60..]);
        int namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(bytes[62..]);
        List<Section> sections = [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = bytes[(table + (i * headerSize))..];
            sections.Add(new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header),
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(header[40..])));
        }

        Dictionary<string, Section> byName = [];
        if (namesIndex < sections.Count)
        {
            Section names = sections[namesIndex];
            ReadOnlySpan<byte> text = bytes.Slice(checked((int)names.Offset), checked((int)names.Length));
            foreach (Section section in sections)
            {
                byName.TryAdd(Text(text, section.Name), section);
            }
        }

        return byName;
    }

    private ulong Number64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(offset));
}
