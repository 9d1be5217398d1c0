using System;
using System.Collections.Generic;
using Vela.Build.Elf;

namespace Vela.Build.Symbols;

/// <summary>Runs the line-number programs of a .debug_line section, versions 2 to 5 (DWARF 5 §6.2).</summary>
public static class LineProgram
{
    private const uint DirectoryPath = 1;   // DW_LNCT_path
    private const uint DirectoryIndex = 2;  // DW_LNCT_directory_index

    /// <summary>
    /// Every row of every program, in the order of the file: a sequence's rows ascend, and a row without a file ends it.
    /// </summary>
    public static IEnumerable<LineRow> Rows(ElfImage elf)
    {
        List<LineRow> rows = [];
        ReadOnlySpan<byte> section = elf.SectionBytes(".debug_line");
        ByteReader reader = new(section);
        while (!reader.AtEnd)
        {
            ulong length = reader.Word();
            bool wide = length == uint.MaxValue;
            length = wide ? reader.Long() : length;
            int end = checked(reader.Position + (int)length);
            RunUnit(section[..end], reader.Position, wide, elf, rows);
            reader.Position = end;
        }

        return rows;
    }

    private static void RunUnit(ReadOnlySpan<byte> section, int start, bool wide, ElfImage elf, List<LineRow> rows)
    {
        ByteReader reader = new(section, start);
        ushort version = reader.Half();
        if (version is < 2 or > 5)
        {
            throw new BuildException($".debug_line: version {version} is not known");
        }

        int addressSize = 8;
        if (version >= 5)
        {
            addressSize = reader.Byte();
            _ = reader.Byte(); // segment selector size
        }

        ulong headerLength = reader.Offset(wide);
        int program = checked(reader.Position + (int)headerLength);
        byte minimumInstruction = reader.Byte();
        if (version >= 4)
        {
            _ = reader.Byte(); // operations per instruction: 1 but on VLIW machines
        }

        _ = reader.Byte(); // default_is_stmt
        sbyte lineBase = unchecked((sbyte)reader.Byte());
        byte lineRange = reader.Byte();
        byte firstSpecial = reader.Byte();
        byte[] operandCounts = reader.Take(firstSpecial - 1).ToArray();
        List<string> files = version >= 5 ? ReadFiles5(ref reader, wide, elf) : ReadFiles4(ref reader);

        reader.Position = program;
        Machine machine = new(files, minimumInstruction, version >= 5 ? 0ul : 1ul, rows);
        while (!reader.AtEnd)
        {
            byte operation = reader.Byte();
            if (operation >= firstSpecial)
            {
                int adjusted = operation - firstSpecial;
                machine.Advance((ulong)(adjusted / lineRange));
                machine.Line += lineBase + (adjusted % lineRange);
                machine.Emit();
                continue;
            }

            switch (operation)
            {
                case 0: Extended(ref reader, machine, addressSize); break;
                case 1: machine.Emit(); break;
                case 2: machine.Advance(reader.Unsigned()); break;
                case 3: machine.Line += reader.Signed(); break;
                case 4: machine.File = reader.Unsigned(); break;
                case 8: machine.Advance((ulong)((255 - firstSpecial) / lineRange)); break;
                case 9: machine.Address += reader.Half(); break;
                default:
                    for (int i = 0; i < operandCounts[operation - 1]; i++)
                    {
                        _ = reader.Unsigned();
                    }

                    break;
            }
        }
    }

    private static void Extended(ref ByteReader reader, Machine machine, int addressSize)
    {
        int end = checked((int)reader.Unsigned()) + reader.Position;
        switch (reader.Byte())
        {
            case 1: machine.EndSequence(); break;
            case 2: machine.Address = addressSize == 8 ? reader.Long() : reader.Word(); break;
            default: break; // define_file, set_discriminator, vendors' own: nothing that a row here needs
        }

        reader.Position = end;
    }

    private static List<string> ReadFiles4(ref ByteReader reader)
    {
        List<string> directories = [""]; // 0 is the compilation's own directory: names stay relative
        for (string directory = reader.Text(); directory.Length > 0; directory = reader.Text())
        {
            directories.Add(directory);
        }

        List<string> files = [];
        for (string name = reader.Text(); name.Length > 0; name = reader.Text())
        {
            int directory = checked((int)reader.Unsigned());
            _ = reader.Unsigned(); // time
            _ = reader.Unsigned(); // length
            files.Add(Join(directory < directories.Count ? directories[directory] : "", name));
        }

        return files;
    }

    private static List<string> ReadFiles5(ref ByteReader reader, bool wide, ElfImage elf)
    {
        List<(string Path, ulong Directory)> directories = ReadEntries(ref reader, wide, elf);
        List<(string Path, ulong Directory)> entries = ReadEntries(ref reader, wide, elf);
        return entries.ConvertAll(entry =>
        {
            string directory = entry.Directory < (ulong)directories.Count ? directories[(int)entry.Directory].Path : "";
            return Join(directories.Count > 0 ? Join(directories[0].Path, directory) : directory, entry.Path);
        });
    }

    private static List<(string Path, ulong Directory)> ReadEntries(ref ByteReader reader, bool wide, ElfImage elf)
    {
        (ulong Content, ulong Form)[] format = new (ulong, ulong)[reader.Byte()];
        for (int i = 0; i < format.Length; i++)
        {
            format[i] = (reader.Unsigned(), reader.Unsigned());
        }

        List<(string, ulong)> entries = [];
        for (ulong count = reader.Unsigned(); count > 0; count--)
        {
            string path = "";
            ulong directory = 0;
            foreach ((ulong content, ulong form) in format)
            {
                (string text, ulong number) = ReadForm(ref reader, form, wide, elf);
                path = content == DirectoryPath ? text : path;
                directory = content == DirectoryIndex ? number : directory;
            }

            entries.Add((path, directory));
        }

        return entries;
    }

    /// <summary>One attribute value in the forms that a line-program header may use (DWARF 5 §6.2.4.1).</summary>
    private static (string Text, ulong Number) ReadForm(ref ByteReader reader, ulong form, bool wide, ElfImage elf)
    {
        switch (form)
        {
            case 0x08: return (reader.Text(), 0);
            case 0x0B: return ("", reader.Byte());
            case 0x05: return ("", reader.Half());
            case 0x06: return ("", reader.Word());
            case 0x07: return ("", reader.Long());
            case 0x0F: return ("", reader.Unsigned());
            case 0x0E: return (ElfImage.Text(elf.SectionBytes(".debug_str"), reader.Offset(wide)), 0);
            case 0x1F: return (ElfImage.Text(elf.SectionBytes(".debug_line_str"), reader.Offset(wide)), 0);
            case 0x1E: _ = reader.Take(16); return ("", 0); // MD5
            case 0x09: _ = reader.Take(checked((int)reader.Unsigned())); return ("", 0);
            default: throw new BuildException($".debug_line: form {form:x} is not known");
        }
    }

    private static string Join(string directory, string name) =>
        directory.Length == 0 || name.StartsWith('/') ? name : name.Length == 0 ? directory : $"{directory.TrimEnd('/')}/{name}";

    /// <summary>The registers of the line-number machine that matter here.</summary>
    private sealed class Machine(List<string> files, byte minimumInstruction, ulong firstFile, List<LineRow> rows)
    {
        public ulong Address { get; set; }

        public long Line { get; set; } = 1;

        public ulong File { get; set; } = 1;

        public void Advance(ulong operations) => Address += operations * minimumInstruction;

        public void Emit()
        {
            ulong index = unchecked(File - firstFile);
            rows.Add(new LineRow(Address, index < (ulong)files.Count ? files[(int)index] : null, unchecked((uint)Line)));
        }

        public void EndSequence()
        {
            rows.Add(new LineRow(Address, null, 0));
            Address = 0;
            Line = 1;
            File = 1;
        }
    }
}
