using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>sort, by the order of characters (as in the C locale).</summary>
public sealed class SortCommand(IShellFiles? files) : FilterCommand(files)
{
    public override string Name => "sort";

    public override CommandManual Manual => new(
        HelpGroup.Text,
        "sort [-fnru] [-k FIELD] [-t CHARACTER] [FILE...]",
        "Prints lines in order.",
        "du / | sort -n",
        "-n  by number            -r  backwards\n-u  equal lines once     -f  either case\n-k  from this field on   -t  what separates fields (blanks)\n");

    protected override string OptionLetters => "bfnruk:t:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        string field = options.Value('k') ?? "1";
        int end = field.AsSpan().IndexOfAny(",.nr");
        if (int.TryParse(end < 0 ? field : field[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
        {
            return new Sort(context, options, number);
        }

        _ = context.Misuse("'" + field + "' is not a field");
        return null;
    }

    private sealed class Sort(CommandContext context, CommandOptions options, int field) : Filter
    {
        private readonly List<string> _lines = [];

        public override async KernelTask Read(ByteReader reader, string name)
        {
            while (await reader.ReadLine() is { } line)
            {
                _lines.Add(ShellText.Decode(line.AsSpan().TrimEnd((byte)'\n')));
            }
        }

        public override async KernelTask<int> End()
        {
            _lines.Sort(Compare);
            string? last = null;
            foreach (string line in _lines)
            {
                if (options.Has('u') && last is not null && CompareKeys(last, line) == 0)
                {
                    continue;
                }

                last = line;
                context.Output.WriteLine(line);
                await context.Output.Drain();
            }

            return 0;
        }

        private int Compare(string left, string right)
        {
            int order = CompareKeys(left, right);
            order = order == 0 && !options.Has('u') ? string.CompareOrdinal(left, right) : order;
            return options.Has('r') ? -order : order;
        }

        private int CompareKeys(string left, string right)
        {
            ReadOnlySpan<char> first = Key(left);
            ReadOnlySpan<char> second = Key(right);
            if (options.Has('n'))
            {
                return Number(first).CompareTo(Number(second));
            }

            return options.Has('f')
                ? first.CompareTo(second, StringComparison.OrdinalIgnoreCase)
                : first.SequenceCompareTo(second);
        }

        private ReadOnlySpan<char> Key(string line)
        {
            ReadOnlySpan<char> rest = line;
            string? separator = options.Value('t');
            for (int i = 1; i < field; i++)
            {
                if (separator is not null)
                {
                    int at = rest.IndexOf(separator, StringComparison.Ordinal);
                    rest = at < 0 ? default : rest[(at + separator.Length)..];
                    continue;
                }

                rest = rest.TrimStart();
                int blank = rest.IndexOfAny(' ', '\t');
                rest = blank < 0 ? default : rest[blank..];
            }

            return options.Has('b') || (options.Has('n') && separator is null) ? rest.TrimStart() : rest;
        }

        private static double Number(ReadOnlySpan<char> text)
        {
            text = text.TrimStart();
            int end = 0;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.' || (end == 0 && text[end] == '-')))
            {
                end++;
            }

            return double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;
        }
    }
}
