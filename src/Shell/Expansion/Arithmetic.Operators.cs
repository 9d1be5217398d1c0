using System;
using System.Globalization;

namespace Vela.Shell;

public sealed partial class Arithmetic
{
    // From loosest to tightest; each row binds to the left (XCU 1.1.2.1, as C).
    private static readonly string[][] _levels =
    [
        ["|"],
        ["^"],
        ["&"],
        ["==", "!="],
        ["<=", ">=", "<", ">"],
        ["<<", ">>"],
        ["+", "-"],
        ["*", "/", "%"],
    ];

    private long ReadConditional()
    {
        long condition = ReadOr();
        if (!Accept("?"))
        {
            return condition;
        }

        long first = Skipping(condition == 0, ReadSequence);
        if (!Accept(":"))
        {
            throw Wrong();
        }

        long second = Skipping(condition != 0, ReadAssignment);
        return condition != 0 ? first : second;
    }

    private long ReadOr()
    {
        long left = ReadAnd();
        while (Accept("||"))
        {
            long right = Skipping(left != 0, ReadAnd);
            left = left != 0 || right != 0 ? 1 : 0;
        }

        return left;
    }

    private long ReadAnd()
    {
        long left = ReadBinary(0);
        while (Accept("&&"))
        {
            long right = Skipping(left == 0, () => ReadBinary(0));
            left = left != 0 && right != 0 ? 1 : 0;
        }

        return left;
    }

    private long Skipping(bool skip, Func<long> read)
    {
        _skipping += skip ? 1 : 0;
        long value = read();
        _skipping -= skip ? 1 : 0;
        return value;
    }

    private long ReadBinary(int level)
    {
        if (level == _levels.Length)
        {
            return ReadUnary();
        }

        long left = ReadBinary(level + 1);
        while (TryAcceptOperator(_levels[level], out string symbol))
        {
            left = Apply(symbol, left, ReadBinary(level + 1));
        }

        return left;
    }

    private bool TryAcceptOperator(string[] symbols, out string accepted)
    {
        foreach (string symbol in symbols)
        {
            string longer = symbol switch
            {
                "|" => "|=",
                "&" => "&=",
                "<" => "<=",
                ">" => ">=",
                "==" or "!=" or "<=" or ">=" => "",
                _ => "=",
            };
            if (Accept(symbol, longer))
            {
                accepted = symbol;
                return true;
            }
        }

        accepted = "";
        return false;
    }

    private long Apply(string symbol, long left, long right)
    {
        if (symbol is "/" or "%" && right == 0)
        {
            return _skipping > 0 ? 0 : throw new ExpansionException("arithmetic: division by zero");
        }

        // The shell's integers wrap, as those of the C programs it grew up with do.
        return unchecked(symbol switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => right == -1 ? -left : left / right,
            "%" => right == -1 ? 0 : left % right,
            "<<" => left << (int)(right & 63),
            ">>" => left >> (int)(right & 63),
            "&" => left & right,
            "^" => left ^ right,
            "|" => left | right,
            "==" => left == right ? 1 : 0,
            "!=" => left != right ? 1 : 0,
            "<" => left < right ? 1 : 0,
            ">" => left > right ? 1 : 0,
            "<=" => left <= right ? 1 : 0,
            _ => left >= right ? 1 : 0,
        });
    }

    private long ReadUnary()
    {
        _depth++;
        if (_depth > MaximumDepth)
        {
            throw new ExpansionException("arithmetic: nested too deeply");
        }

        if (!TryReadStep(out long value))
        {
            char sign = Peek();
            if (sign is '-' or '+' or '!' or '~')
            {
                _position++;
                long operand = ReadUnary();
                value = unchecked(sign switch
                {
                    '-' => -operand,
                    '+' => operand,
                    '!' => operand == 0 ? 1 : 0,
                    _ => ~operand,
                });
            }
            else
            {
                value = ReadPrimary();
            }
        }

        _depth--;
        return value;
    }

    /// <summary><c>++name</c> or <c>--name</c>; two signs in front of anything else are two operators.</summary>
    private bool TryReadStep(out long value)
    {
        value = 0;
        int start = _position;
        long step = Accept("++") ? 1 : Accept("--") ? -1 : 0;
        if (step == 0 || !TryReadName(out string name))
        {
            _position = start;
            return false;
        }

        value = unchecked(Value(name) + step);
        Assign(name, value);
        return true;
    }

    private long ReadPrimary()
    {
        if (Accept("("))
        {
            long value = ReadSequence();
            return Accept(")") ? value : throw Wrong();
        }

        if (TryReadName(out string name))
        {
            long value = Value(name);
            if (Accept("++") || Accept("--"))
            {
                long step = _text[_position - 1] == '+' ? 1 : -1;
                Assign(name, unchecked(value + step));
            }

            return value;
        }

        int start = _position;
        while (_position < _text.Length && char.IsAsciiLetterOrDigit(_text[_position]))
        {
            _position++;
        }

        return TryParse(_text.AsSpan(start, _position - start), out long number) ? number : throw Wrong();
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }

        if (text.Length < 2 || text[0] != '0')
        {
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        }

        number = 0;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7')
            {
                return false;
            }

            number = unchecked((number * 8) + (digit - '0'));
        }

        return true;
    }
}
