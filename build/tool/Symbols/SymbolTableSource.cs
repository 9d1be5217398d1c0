using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vela.Build.Elf;

namespace Vela.Build.Symbols;

/// <summary>Collects what the symbol table tells from a linked program: its functions, and the lines of our own sources.</summary>
public static class SymbolTableSource
{
    private const uint HiddenLine = 0xFEEFEE;

    public static SymbolTableWriter Collect(ElfImage elf, string root, ManagedNames managedNames)
    {
        IReadOnlyList<FunctionRange> functions = Functions(elf, managedNames);
        return new SymbolTableWriter(functions, Clip(Lines(elf, root), functions));
    }

    /// <summary>
    /// Ends each row with the function that it began in. The compiler gives no rows to methods that it made up (the first half of an
    /// async method), and its sequences run on over them.
    /// </summary>
    public static IReadOnlyList<LineRow> Clip(IReadOnlyList<LineRow> rows, IReadOnlyList<FunctionRange> functions)
    {
        List<LineRow> clipped = [];
        int function = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            clipped.Add(rows[i]);
            while (function < functions.Count && functions[function].End <= rows[i].Address)
            {
                function++;
            }

            ulong next = i + 1 < rows.Count ? rows[i + 1].Address : ulong.MaxValue;
            bool inside = function < functions.Count && functions[function].Start <= rows[i].Address;
            if (rows[i].File is not null && inside && functions[function].End < next)
            {
                clipped.Add(new LineRow(functions[function].End, null, 0));
            }
        }

        return clipped;
    }

    /// <summary>One range per function, ascending and disjoint; of several names for one address the most telling is kept.</summary>
    public static IReadOnlyList<FunctionRange> Functions(ElfImage elf, ManagedNames managedNames)
    {
        List<(ElfSymbol Symbol, string Name, bool Managed)> candidates = [];
        List<ProgramHeader> code = [.. elf.Loads.Where(load => (load.Flags & ProgramHeader.Executable) != 0)];
        HashSet<string> names = [];
        foreach (ElfSymbol symbol in elf.Symbols().Where(symbol => symbol.MayNameCode && symbol.Name.Length > 0))
        {
            _ = names.Add(symbol.Name);
            if (code.Exists(load => load.Contains(symbol.Address)))
            {
                string? managed = managedNames.Readable(symbol.Name);
                candidates.Add((symbol, managed ?? NativeNames.Readable(symbol.Name), managed is not null));
            }
        }

        // An assembler's local label ("entry.loop") is a place in a function, not a function.
        _ = candidates.RemoveAll(candidate => candidate.Symbol.Kind == ElfSymbol.NoKind
            && candidate.Symbol.Name.IndexOf('.', StringComparison.Ordinal) is int dot && dot >= 0
            && (dot == 0 || names.Contains(candidate.Symbol.Name[..dot])));

        List<(ElfSymbol Symbol, string Name)> chosen = [.. candidates
            .GroupBy(candidate => candidate.Symbol.Address)
            .OrderBy(group => group.Key)
            .Select(group => group
                .OrderBy(candidate => candidate.Managed ? 0 : 1)
                .ThenBy(candidate => candidate.Symbol.Kind == ElfSymbol.NoKind ? 1 : 0)
                .ThenBy(candidate => candidate.Symbol.Binding switch { ElfSymbol.Global => 0, ElfSymbol.Weak => 1, _ => 2 })
                .ThenBy(candidate => candidate.Name.Length - candidate.Name.TrimStart('_').Length)
                .ThenBy(candidate => candidate.Name.Length)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Select(candidate => (candidate.Symbol with { Length = group.Max(other => other.Symbol.Length) }, candidate.Name))
                .First())];
        return Disjoint(chosen, code);
    }

    /// <summary>The rows of our own sources with their paths relative to the repository, everything between marked as not ours.</summary>
    public static IReadOnlyList<LineRow> Lines(ElfImage elf, string root)
    {
        Dictionary<string, string?> ours = [];
        List<List<LineRow>> sequences = [];
        List<LineRow> current = [];
        foreach (LineRow row in LineProgram.Rows(elf))
        {
            if (row.Line is 0 or HiddenLine && row.File is not null)
            {
                continue; // no source line: the one before goes on
            }

            current.Add(row.File is null ? row : row with { File = Relative(row.File, root, ours) });
            if (row.File is null)
            {
                sequences.Add(current);
                current = [];
            }
        }

        // Code that the linker dropped keeps its rows, at addresses near zero: only sequences inside code count.
        List<ProgramHeader> code = [.. elf.Loads.Where(load => (load.Flags & ProgramHeader.Executable) != 0)];
        return Merge(sequences
            .Where(sequence => sequence.Exists(row => row.File is not null) && code.Exists(load => load.Contains(sequence[0].Address)))
            .OrderBy(sequence => sequence[0].Address));
    }

    private static List<FunctionRange> Disjoint(List<(ElfSymbol Symbol, string Name)> chosen, List<ProgramHeader> code)
    {
        List<FunctionRange> ranges = [];
        for (int i = 0; i < chosen.Count; i++)
        {
            (ElfSymbol symbol, string name) = chosen[i];
            bool inside = ranges.Count > 0 && symbol.Address < ranges[^1].End;
            if (inside && symbol.Length == 0)
            {
                continue; // a label inside a function whose length is known
            }

            if (inside)
            {
                ranges[^1] = ranges[^1] with { End = symbol.Address };
            }

            ulong limit = i + 1 < chosen.Count ? chosen[i + 1].Symbol.Address : ulong.MaxValue;
            ulong end = symbol.Length > 0 ? symbol.Address + symbol.Length : Math.Min(limit, code.Find(load => load.Contains(symbol.Address))!.End);
            if (end > symbol.Address)
            {
                ranges.Add(new FunctionRange(symbol.Address, end, name));
            }
        }

        return ranges;
    }

    private static List<LineRow> Merge(IEnumerable<List<LineRow>> sequences)
    {
        List<LineRow> rows = [];
        foreach (LineRow row in sequences.SelectMany(sequence => sequence))
        {
            if (rows.Count > 0 && rows[^1].Address >= row.Address)
            {
                rows.RemoveAt(rows.Count - 1); // of several rows for one address the last counts
            }

            LineRow normal = row.File is null ? row with { Line = 0 } : row;
            LineRow before = rows.Count > 0 ? rows[^1] : default;
            if (before.File != normal.File || before.Line != normal.Line)
            {
                rows.Add(normal);
            }
        }

        return rows;
    }

    private static string? Relative(string path, string root, Dictionary<string, string?> known)
    {
        if (!known.TryGetValue(path, out string? relative))
        {
            string full = Path.GetFullPath(path, root);
            relative = full.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal) && (Path.IsPathRooted(path) || File.Exists(full))
                ? Path.GetRelativePath(root, full)
                : null;
            known.Add(path, relative);
        }

        return relative;
    }
}
