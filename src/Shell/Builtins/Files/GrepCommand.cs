using System;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>grep, with POSIX's regular expressions, or plain text.</summary>
public sealed class GrepCommand(IShellFiles? files) : FilterCommand(files)
{
    public override string Name => "grep";

    public override CommandManual Manual => new(
        HelpGroup.Text,
        "grep [-cEFhHilnqvx] PATTERN [FILE...]",
        "Prints the lines in which a regular expression is found.",
        "dmesg | grep -i memory",
        "-E  extended expressions       -F  plain text\n-i  either case\n-v  lines without it           -x  whole lines\n-c  counts them                -l  names of files\n"
            + "-n  line numbers               -q  status only\n");

    protected override string OptionLetters => "cEFhHilnqsvxe:";

    protected override Filter? Begin(CommandContext context, CommandOptions options)
    {
        string? pattern = options.Value('e');
        if (pattern is null)
        {
            if (options.Operands.Count == 0)
            {
                _ = context.Misuse("which pattern?");
                return null;
            }

            pattern = options.Operands[0];
            options.Operands.RemoveAt(0);
        }

        if (options.Has('F'))
        {
            return new Grep(context, options, null, pattern);
        }

        RegularExpressionRules rules = (options.Has('E') ? RegularExpressionRules.Extended : RegularExpressionRules.None)
            | (options.Has('i') ? RegularExpressionRules.EitherCase : RegularExpressionRules.None)
            | (options.Has('x') ? RegularExpressionRules.WholeLine : RegularExpressionRules.None);
        if (RegularExpression.Parse(pattern, rules, out string wrong) is not { } expression)
        {
            _ = context.Fail(wrong, 2);
            return null;
        }

        return new Grep(context, options, expression, pattern);
    }

    private sealed class Grep(CommandContext context, CommandOptions options, RegularExpression? expression, string plain) : Filter
    {
        private readonly bool _titled = options.Has('H') || (options.Operands.Count > 1 && !options.Has('h'));
        private bool _found;

        public override int FailedStatus => 2;

        public override async KernelTask Read(ByteReader reader, string name)
        {
            long number = 0;
            long count = 0;
            while (await reader.ReadLine() is { } line)
            {
                number++;
                if (Matches(ShellText.Decode(line.AsSpan().TrimEnd((byte)'\n'))) == options.Has('v'))
                {
                    continue;
                }

                count++;
                _found = true;
                if (options.Has('q') || options.Has('l'))
                {
                    break;
                }

                if (options.Has('c'))
                {
                    continue;
                }

                context.Output.Write(_titled ? name + ":" : "");
                context.Output.Write(options.Has('n') ? number + ":" : "");
                context.Output.WriteBytes(line.AsSpan().TrimEnd((byte)'\n'));
                context.Output.WriteLine();
                await context.Output.Drain();
            }

            if (options.Has('l') && count > 0)
            {
                context.Output.WriteLine(name);
            }
            else if (options.Has('c') && !options.Has('q'))
            {
                context.Output.WriteLine((_titled ? name + ":" : "") + count);
            }
        }

        public override KernelTask<int> End() => new(_found ? 0 : 1);

        private bool Matches(string line)
        {
            if (expression is not null)
            {
                return expression.IsMatch(line);
            }

            StringComparison rule = options.Has('i') ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            return options.Has('x') ? line.Equals(plain, rule) : line.Contains(plain, rule);
        }
    }
}
