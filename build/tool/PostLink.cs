using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vela.Build.Elf;
using Vela.Build.Symbols;

namespace Vela.Build;

/// <summary>Makes the bootable image out of the linked ELF.</summary>
/// <remarks>
/// The image keeps only what is loaded: no section headers (GRUB refuses a file with RELA sections), no symbols, no DWARF. Each
/// segment gets the physical address that early boot expects it at (virtual minus <see cref="VirtualBase"/>), and the symbol
/// table becomes one more read-only segment behind the last, in place of the PT_PHDR entry, which a program at a fixed
/// address does not need; the kernel finds it through the two words of <see cref="Anchor"/>.
/// Refused: a segment both writable and executable, and two segments with different rights on one page.
/// </remarks>
public static class PostLink
{
    /// <summary>The address that physical zero has in the image's window.</summary>
    public const ulong VirtualBase = 0xFFFF_FFFF_8000_0000;

    /// <summary>The variable of two 64-bit words, {address, size}, that tells the kernel where the symbol table is.</summary>
    public const string Anchor = "vela_symbol_table";

    private const ulong PageSize = 4096;

    public static PostLinkReport Run(string input, string output, string root, ManagedNames managedNames)
    {
        ElfImage elf = ElfImage.Read(input);
        Check(elf);

        List<string> report = [];
        List<ProgramHeader> headers = [.. elf.Headers.Select(Place)];
        byte[] image = Strip(elf);

        ElfSymbol anchor = elf.Symbols().FirstOrDefault(symbol => symbol.Name == Anchor && symbol.IsDefined);
        if (anchor.Name is null)
        {
            report.Add($"warning: no variable {Anchor} in {input}, so the image gets no symbol table");
        }
        else
        {
            SymbolTableWriter table = SymbolTableSource.Collect(elf, root, managedNames);
            byte[] bytes = table.ToBytes();
            image = Embed(elf, image, headers, anchor, bytes);
            report.Add(table.Summary);
        }

        WriteHeaders(image, elf.HeaderTable, headers);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllBytes(output, image);
        report.Add($"{output}: {image.Length:N0} bytes, {headers.Count(header => header.IsLoad)} segments");
        return new PostLinkReport(report);
    }

    private static void Check(ElfImage elf)
    {
        List<ProgramHeader> loads = [.. elf.Loads.OrderBy(load => load.VirtualAddress)];
        foreach (ProgramHeader load in loads)
        {
            if (load.VirtualAddress < VirtualBase)
            {
                throw new BuildException($"segment at {load.VirtualAddress:x}: below {VirtualBase:x}");
            }

            if ((load.Flags & ProgramHeader.Writable) != 0 && (load.Flags & ProgramHeader.Executable) != 0)
            {
                throw new BuildException($"segment at {load.VirtualAddress:x}: both writable and executable");
            }
        }

        foreach ((ProgramHeader first, ProgramHeader second) in loads.Zip(loads.Skip(1)))
        {
            bool overlap = second.VirtualAddress < first.End;
            bool samePage = second.VirtualAddress / PageSize == (first.End - 1) / PageSize;
            if (overlap || (samePage && first.Flags != second.Flags))
            {
                throw new BuildException($"segments at {first.VirtualAddress:x} and {second.VirtualAddress:x} share a page but not their rights");
            }
        }
    }

    private static ProgramHeader Place(ProgramHeader header) =>
        header.VirtualAddress >= VirtualBase ? header with { PhysicalAddress = header.VirtualAddress - VirtualBase } : header;

    private static byte[] Strip(ElfImage elf)
    {
        ulong end = elf.Loads.Max(load => load.Offset + load.FileSize);
        byte[] image = elf.Bytes.AsSpan(0, checked((int)end)).ToArray();
        image.AsSpan(40, 8).Clear();    // e_shoff
        image.AsSpan(58, 6).Clear();    // e_shentsize, e_shnum, e_shstrndx
        return image;
    }

    private static byte[] Embed(ElfImage elf, byte[] image, List<ProgramHeader> headers, ElfSymbol anchor, byte[] table)
    {
        int anchorOffset = elf.OffsetOf(anchor.Address, 2 * sizeof(ulong))
            ?? throw new BuildException($"{Anchor} must lie in initialised data, not in .bss");
        ulong address = AlignUp(elf.Loads.Max(load => load.End));
        int offset = checked((int)AlignUp((ulong)image.Length));

        byte[] result = new byte[offset + table.Length];
        image.CopyTo(result, 0);
        table.CopyTo(result, offset);
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(anchorOffset), address);
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(anchorOffset + sizeof(ulong)), (ulong)table.Length);

        if (headers.RemoveAll(header => header.Type == ProgramHeader.Self) == 0)
        {
            throw new BuildException("no PT_PHDR entry to make room for the symbol table's segment");
        }

        headers.Insert(headers.FindLastIndex(header => header.Type == ProgramHeader.Load) + 1, Place(new ProgramHeader
        {
            Type = ProgramHeader.Load,
            Flags = ProgramHeader.Readable,
            Offset = (ulong)offset,
            VirtualAddress = address,
            FileSize = (ulong)table.Length,
            MemorySize = (ulong)table.Length,
            Alignment = PageSize,
        }));
        return result;
    }

    private static void WriteHeaders(byte[] image, int table, List<ProgramHeader> headers)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(56), checked((ushort)headers.Count));
        for (int i = 0; i < headers.Count; i++)
        {
            headers[i].Write(image.AsSpan(table + (i * ProgramHeader.Size)));
        }
    }

    private static ulong AlignUp(ulong value) => (value + PageSize - 1) / PageSize * PageSize;
}
