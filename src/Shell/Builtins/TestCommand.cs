using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>test and [ (XCU 3, test).</summary>
public sealed class TestCommand(string name, IShellFiles? files) : Builtin
{
    private const int WrongStatus = 2;

    public override string Name => name;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        name == "[" ? "[ EXPRESSION ]" : "test EXPRESSION",
        "Succeeds if the expression is true.",
        name == "[" ? "[ -d /etc ] && echo yes" : "test -d /etc && echo yes",
        "-e -f -d -r -w -x -s -h FILE    it exists; is a file, a directory, readable, ..., not empty, a link\n"
            + "-n -z TEXT                      it is not empty, is empty\nTEXT = TEXT, TEXT != TEXT       equal texts, or not\n"
            + "NUMBER -eq -ne -lt -le -gt -ge NUMBER\nFILE -nt FILE, FILE -ot FILE    newer, older\n! E, E -a E, E -o E, ( E )      not, and, or\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        int count = context.Count;
        if (name == "[")
        {
            if (count == 0 || context[count] != "]")
            {
                return context.Fail("missing ']'", WrongStatus);
            }

            count--;
        }

        TestExpression expression = new(context, files, count);
        try
        {
            return await expression.Evaluate() ? 0 : 1;
        }
        catch (FormatException wrong)
        {
            return context.Fail(wrong.Message, WrongStatus);
        }
    }

    /// <summary>One evaluation, from left to right; the number of arguments decides what the first of them is (XCU 3, test, "operands").</summary>
    private sealed class TestExpression(CommandContext context, IShellFiles? files, int count)
    {
        private const int MaximumDepth = 50;
        private int _at = 1;
        private int _depth;

        public async KernelTask<bool> Evaluate()
        {
            if (count == 0)
            {
                return false;
            }

            bool value = await ReadOr();
            return _at > count ? value : throw new FormatException("unexpected '" + context[_at] + "'");
        }

        private async KernelTask<bool> ReadOr()
        {
            bool value = await ReadAnd();
            while (Accept("-o"))
            {
                value |= await ReadAnd();
            }

            return value;
        }

        private async KernelTask<bool> ReadAnd()
        {
            bool value = await ReadNot();
            while (Accept("-a"))
            {
                value &= await ReadNot();
            }

            return value;
        }

        private async KernelTask<bool> ReadNot()
        {
            _depth++;
            if (_depth > MaximumDepth)
            {
                throw new FormatException("nested too deeply");
            }

            bool inverted = false;
            // "!" is a text like any other where an operator follows it.
            while (_at < count && context[_at] == "!" && !(_at + 2 <= count && IsBinary(context[_at + 1]) && _at + 2 == count))
            {
                inverted = !inverted;
                _at++;
            }

            bool value = await ReadPrimary();
            _depth--;
            return value != inverted;
        }

        private async KernelTask<bool> ReadPrimary()
        {
            if (_at > count)
            {
                throw new FormatException("an argument is missing");
            }

            string first = context[_at];
            if (_at + 2 <= count && IsBinary(context[_at + 1]))
            {
                string operation = context[_at + 1];
                string second = context[_at + 2];
                _at += 3;
                return await Compare(first, operation, second);
            }

            if (first == "(" && _at < count)
            {
                _at++;
                bool value = await ReadOr();
                return Accept(")") ? value : throw new FormatException("missing ')'");
            }

            if (first.Length == 2 && first[0] == '-' && _at < count && "bcdefghknprstuwxzLS".Contains(first[1], StringComparison.Ordinal))
            {
                string operand = context[_at + 1];
                _at += 2;
                return await Examine(first[1], operand);
            }

            _at++;
            return first.Length > 0;
        }

        private bool Accept(string word)
        {
            bool accepted = _at <= count && context[_at] == word;
            _at += accepted ? 1 : 0;
            return accepted;
        }

        private static bool IsBinary(string word) =>
            word is "=" or "==" or "!=" or "<" or ">" or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" or "-nt" or "-ot" or "-ef";

        private async KernelTask<bool> Compare(string first, string operation, string second)
        {
            switch (operation)
            {
                case "=" or "==":
                    return first == second;
                case "!=":
                    return first != second;
                case "<":
                    return string.CompareOrdinal(first, second) < 0;
                case ">":
                    return string.CompareOrdinal(first, second) > 0;
                case "-nt" or "-ot" or "-ef":
                    return await CompareFiles(first, operation, second);
                default:
                    break;
            }

            long left = Number(first);
            long right = Number(second);
            return operation switch
            {
                "-eq" => left == right,
                "-ne" => left != right,
                "-lt" => left < right,
                "-le" => left <= right,
                "-gt" => left > right,
                _ => left >= right,
            };
        }

        private static long Number(string text) =>
            long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new FormatException(text + ": not a number");

        private async KernelTask<bool> CompareFiles(string first, string operation, string second)
        {
            FileStatus? left = await Status(first, LinkRule.Follow);
            FileStatus? right = await Status(second, LinkRule.Follow);
            return operation switch
            {
                "-ef" => left is { } a && right is { } b && a.Device == b.Device && a.Inode == b.Inode,
                "-nt" => left is { } newer && (right is not { } old || newer.Modified > old.Modified),
                _ => right is { } later && (left is not { } earlier || earlier.Modified < later.Modified),
            };
        }

        private async KernelTask<FileStatus?> Status(string path, LinkRule links)
        {
            if (files is null || path.Length == 0)
            {
                return null;
            }

            return (await files.ReadStatus(context.Session.Resolve(path), links)).Ok(out FileStatus status, out _) ? status : null;
        }

        private async KernelTask<bool> Examine(char letter, string operand)
        {
            switch (letter)
            {
                case 'n':
                    return operand.Length > 0;
                case 'z':
                    return operand.Length == 0;
                case 't':
                    return Number(operand) is >= 0 and < DescriptorTable.Count and var descriptor
                        && context.Session.Descriptors[(int)descriptor] is { IsConsole: true };
                default:
                    break;
            }

            if (await Status(operand, letter is 'h' or 'L' ? LinkRule.DoNotFollow : LinkRule.Follow) is not { } status)
            {
                return false;
            }

            return letter switch
            {
                'f' => status.Kind == FileKind.Regular,
                'd' => status.Kind == FileKind.Directory,
                'h' or 'L' => status.Kind == FileKind.SymbolicLink,
                'b' => status.Kind == FileKind.BlockDevice,
                'c' => status.Kind == FileKind.CharacterDevice,
                'p' => status.Kind == FileKind.Pipe,
                'S' => status.Kind == FileKind.Socket,
                's' => status.Size > 0,
                'r' => (status.Mode & 0x124) != 0,
                'w' => (status.Mode & 0x92) != 0,
                'x' => (status.Mode & 0x49) != 0,
                'u' => (status.Mode & 0x800) != 0,
                'g' => (status.Mode & 0x400) != 0,
                'k' => (status.Mode & 0x200) != 0,
                _ => true,
            };
        }
    }
}
