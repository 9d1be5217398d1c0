using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Boot;
using Vela.Build.Elf;

namespace Vela.Tests.Build;

/// <summary>Holds a symbol table against what nm and addr2line say of the program that it was made from.</summary>
internal static class SymbolOracle
{
    private const int Probes = 4000;

    /// <param name="linked">The linked program, with symbols and DWARF.</param>
    /// <param name="table">The table from the image.</param>
    /// <param name="root">Sources under this directory have lines in the table.</param>
    /// <param name="source">If given, the one source whose lines are counted.</param>
    /// <param name="atLeastLines">How many probes must have had a line, so that an empty table does not pass.</param>
    public static void Compare(string linked, byte[] table, string root, string? source, int atLeastLines)
    {
        // A name with a dot is a local label of nasm's or a split part of gcc's; one without size may be a second entry of a function.
        List<string[]> names = [.. Tool.Read("nm", "-n", "-S", linked).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length >= 3 && parts[^2] is "t" or "T" or "w" or "W" && !parts[^1].Contains('.', StringComparison.Ordinal))];
        List<(ulong Address, ulong Size)> functions = [.. names.Where(parts => parts.Length == 4).Select(parts => (Hex(parts[0]), Hex(parts[1])))];
        HashSet<ulong> starts = [.. functions.Count > 0 ? functions.Select(function => function.Address) : names.Select(parts => Hex(parts[0]))];
        ElfImage elf = ElfImage.Read(linked);
        Random random = new(1);
        List<ulong> addresses = [.. names.Select(parts => Hex(parts[0])).OrderBy(_ => random.Next()).Take(Probes / 2)
            .Where(start => elf.Loads.Any(load => (load.Flags & ProgramHeader.Executable) != 0 && load.Contains(start)))];
        addresses.AddRange(functions.Where(f => f.Size > 0).OrderBy(_ => random.Next()).Take(Probes / 2)
            .Select(f => f.Address + (ulong)random.NextInt64((long)f.Size)));
        if (source is not null)
        {
            addresses.AddRange(addresses.SelectMany(address => Enumerable.Range(0, 8).Select(i => address + (ulong)i)).ToList());
        }

        string[] oracle = AddressesToLines(linked, addresses);
        int lines = 0;
        List<(ulong Function, string Line)> leaks = [];
        for (int i = 0; i < addresses.Count; i++)
        {
            string found = Find(table, addresses[i]);
            string? expected = Relative(oracle[i], root);
            bool hasLine = found.EndsWith(')') && found.Contains(" (", StringComparison.Ordinal);
            string line = hasLine ? found[(found.LastIndexOf(" (", StringComparison.Ordinal) + 2)..^1] : "";
            if (starts.Contains(addresses[i]) && found.Length > 0)
            {
                Assert.That(found, Does.Contain("+0x0"), $"{addresses[i]:x} starts a function");
            }

            if (expected is not null && found.Length > 0 && line.Length == 0)
            {
                leaks.Add((addresses[i] - Distance(found), oracle[i]));
            }
            else if (expected is not null && found.Length > 0)
            {
                Assert.That(line, Is.EqualTo(expected), $"{addresses[i]:x}: {found}");
                lines++;
            }
            else
            {
                Assert.That(line, Is.Empty, $"{addresses[i]:x}: {found}, but addr2line says {oracle[i]}");
            }
        }

        // addr2line lets the last line of a function run on over a next one that has none of its own; the table does not.
        string[] before = AddressesToLines(linked, [.. leaks.Select(leak => leak.Function - 1)]);
        Assert.That(leaks.Select(leak => leak.Line), Is.EqualTo(before.Take(leaks.Count)));
        int named = addresses.Count(address => Find(table, address).Length > 0);
        Assert.That(named, Is.GreaterThan(addresses.Count * 9 / 10), "functions that the table does not know");
        Assert.That(lines, Is.GreaterThanOrEqualTo(atLeastLines));
    }

    public static unsafe string Find(byte[] table, ulong address)
    {
        byte[] buffer = new byte[1024];
        fixed (byte* bytes = table)
        fixed (byte* destination = buffer)
        {
            return Encoding.UTF8.GetString(buffer, 0, new SymbolTable(bytes, (ulong)table.Length).Find(address, destination, buffer.Length));
        }
    }

    private static string[] AddressesToLines(string linked, List<ulong> addresses)
    {
        using TemporaryDirectory directory = new();
        string list = directory.Write("addresses", "-e " + linked + "\n" + string.Join('\n', addresses.Select(address => $"{address:x}")));
        return Tool.Read("addr2line", $"@{list}").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Relative(string oracle, string root)
    {
        string line = oracle.Split(' ')[0]; // " (discriminator 3)" may follow
        int colon = line.LastIndexOf(':');
        if (colon < 0 || line[(colon + 1)..] is "0" or "?")
        {
            return null;
        }

        string path = Path.GetFullPath(line[..colon], root);
        return path.StartsWith(root + "/", StringComparison.Ordinal) && File.Exists(path) ? Path.GetRelativePath(root, path) + line[colon..] : null;
    }

    private static ulong Distance(string found) => Hex(found[(found.LastIndexOf("+0x", StringComparison.Ordinal) + 3)..].Split(' ')[0]);

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
