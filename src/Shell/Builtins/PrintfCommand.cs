using System;
using System.Globalization;
using System.Text;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>printf (XCU 3, printf; XBD 5).</summary>
public sealed class PrintfCommand : Builtin
{
    private const int MaximumWidth = 4096;

    public override string Name => "printf";

    public override CommandManual Manual => new(
        HelpGroup.Text,
        "printf FORMAT [ARGUMENT...]",
        "Prints its arguments as the format says, again until all are used.",
        "printf '%-10s %5d\\n' one 1 two 2",
        "%s %b %c       text; with escapes; its first character\n%d %i %u %x %X %o  numbers\n%q             quoted for the shell\n"
            + "%e %f %g       floating point\n%%             a percent sign\nFlags - + 0 space #, a width and a precision, or * for them.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            return context.Misuse("which format?");
        }

        Formatter formatter = new(context);
        do
        {
            formatter.Round();
            await context.Output.Drain();
        }
        while (formatter.HasMore);
        return formatter.Status;
    }

    /// <summary>Replaces escapes; false if <c>\c</c> said to stop.</summary>
    internal static bool Unescape(string text, StringBuilder result, bool octalNeedsZero)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                _ = result.Append(text[i]);
                continue;
            }

            i++;
            char letter = text[i];
            if (letter == 'c')
            {
                return false;
            }

            if (letter is >= '0' and <= '7')
            {
                int digits = octalNeedsZero && letter == '0' ? 4 : 3;
                int value = 0;
                int used = 0;
                while (used < digits && i < text.Length && text[i] is >= '0' and <= '7')
                {
                    value = (value * 8) + (text[i] - '0');
                    i++;
                    used++;
                }

                i--;
                _ = result.Append(ByteAsText(value & 255));
                continue;
            }

            if (letter == 'x' && i + 1 < text.Length && char.IsAsciiHexDigit(text[i + 1]))
            {
                int value = 0;
                int end = Math.Min(i + 3, text.Length);
                for (i++; i < end && char.IsAsciiHexDigit(text[i]); i++)
                {
                    value = (value * 16) + int.Parse(text.AsSpan(i, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                }

                i--;
                _ = result.Append(ByteAsText(value));
                continue;
            }

            _ = letter switch
            {
                'a' => result.Append('\a'),
                'b' => result.Append('\b'),
                'e' => result.Append('\u001b'),
                'f' => result.Append('\f'),
                'n' => result.Append('\n'),
                'r' => result.Append('\r'),
                't' => result.Append('\t'),
                'v' => result.Append('\v'),
                '\\' => result.Append('\\'),
                '"' => result.Append('"'),
                _ => result.Append('\\').Append(letter),
            };
        }

        return true;
    }

    private static char ByteAsText(int value) => value < 0x80 ? (char)value : (char)(0xDC00 + value);

    private sealed class Formatter(CommandContext context)
    {
        private readonly string _format = context[1];
        private int _next = 2;
        private bool _used;
        private bool _stopped;

        public int Status { get; private set; }

        /// <summary>Whether arguments are left, and the format takes any.</summary>
        public bool HasMore => !_stopped && _used && _next <= context.Count;

        public void Round()
        {
            _used = false;
            int i = 0;
            while (i < _format.Length && !_stopped)
            {
                int percent = _format.IndexOf('%', i);
                string literal = _format[i..(percent < 0 ? _format.Length : percent)];
                StringBuilder text = new();
                _stopped = !Unescape(literal, text, octalNeedsZero: false);
                context.Output.Write(text.ToString());
                if (percent < 0 || _stopped)
                {
                    return;
                }

                i = Conversion(percent + 1);
            }
        }

        private string NextText()
        {
            _used = true;
            return _next <= context.Count ? context[_next++] : "";
        }

        private int Conversion(int i)
        {
            int start = i;
            string flags = "";
            while (i < _format.Length && _format[i] is '-' or '+' or ' ' or '0' or '#')
            {
                flags += _format[i++];
            }

            int width = ReadNumber(ref i, 0);
            if (width < 0)
            {
                flags += "-";
                width = -width;
            }

            int precision = -1;
            if (i < _format.Length && _format[i] == '.')
            {
                i++;
                precision = ReadNumber(ref i, 0);
            }

            if (i >= _format.Length)
            {
                context.Output.Write("%" + _format[start..]);
                return i;
            }

            char letter = _format[i];
            string text = letter switch
            {
                '%' => "%",
                'c' => FirstCharacter(NextText()),
                's' => Cut(NextText(), precision),
                'q' => Quoting.Quote(NextText()),
                'b' => Cut(Escaped(NextText()), precision),
                'd' or 'i' => Signed(flags, precision),
                'u' => Unsigned(flags, precision, "D", ""),
                'x' => Unsigned(flags, precision, "x", "0x"),
                'X' => Unsigned(flags, precision, "X", "0X"),
                'o' => Octal(flags, precision),
                'e' or 'E' or 'f' or 'F' or 'g' or 'G' => Real(flags, precision, letter),
                _ => Unknown(letter),
            };
            bool isNumber = letter is not ('%' or 'c' or 's' or 'q' or 'b');
            Pad(text, flags, Math.Min(width, MaximumWidth), isNumber && (precision < 0 || letter is 'e' or 'f' or 'g'));
            return i + 1;
        }

        private int ReadNumber(ref int i, int otherwise)
        {
            if (i < _format.Length && _format[i] == '*')
            {
                i++;
                return (int)Math.Clamp(Integer(NextText()), -MaximumWidth, MaximumWidth);
            }

            int start = i;
            while (i < _format.Length && char.IsAsciiDigit(_format[i]))
            {
                i++;
            }

            return int.TryParse(_format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? Math.Min(number, MaximumWidth)
                : otherwise;
        }

        private string Unknown(char letter)
        {
            Status = context.Fail("%" + letter + ": no such conversion");
            _stopped = true;
            return "";
        }

        private string Escaped(string text)
        {
            StringBuilder result = new();
            _stopped = !Unescape(text, result, octalNeedsZero: true);
            return result.ToString();
        }

        private static string Cut(string text, int precision) => precision >= 0 && precision < text.Length ? text[..precision] : text;

        private static string FirstCharacter(string text) =>
            text.Length > 1 && char.IsHighSurrogate(text[0]) && char.IsLowSurrogate(text[1]) ? text[..2] : text.Length > 0 ? text[..1] : "";

        private void Pad(string text, string flags, int width, bool zeroes)
        {
            int missing = width - text.Length;
            if (missing <= 0)
            {
                context.Output.Write(text);
            }
            else if (flags.Contains('-', StringComparison.Ordinal))
            {
                context.Output.Write(text + new string(' ', missing));
            }
            else if (zeroes && flags.Contains('0', StringComparison.Ordinal))
            {
                int sign = text.Length > 0 && text[0] is '-' or '+' or ' ' ? 1 : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
                context.Output.Write(text[..sign] + new string('0', missing) + text[sign..]);
            }
            else
            {
                context.Output.Write(new string(' ', missing) + text);
            }
        }

        private long Integer(string text)
        {
            if (text.Length > 1 && text[0] is '\'' or '"')
            {
                return text[1];
            }

            ReadOnlySpan<char> digits = text.AsSpan().Trim();
            bool negative = digits.StartsWith("-");
            digits = negative || digits.StartsWith("+") ? digits[1..] : digits;
            bool ok = true;
            long value = 0;
            if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            {
                ok = long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
            }
            else if (digits.Length > 1 && digits[0] == '0')
            {
                foreach (char digit in digits)
                {
                    ok &= digit is >= '0' and <= '7';
                    value = unchecked((value * 8) + (digit - '0'));
                }
            }
            else if (text.Length > 0)
            {
                int end = 0;
                while (end < digits.Length && char.IsAsciiDigit(digits[end]))
                {
                    end++;
                }

                ok = long.TryParse(digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out value) && end == digits.Length;
            }

            if (!ok)
            {
                Status = context.Fail("'" + text + "' is not a number");
            }

            return negative ? unchecked(-value) : value;
        }

        private string Signed(string flags, int precision)
        {
            long value = Integer(NextText());
            string digits = value.ToString(CultureInfo.InvariantCulture).TrimStart('-').PadLeft(Math.Max(precision, 0), '0');
            string sign = value < 0 ? "-" : flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
            return sign + digits;
        }

        private string Unsigned(string flags, int precision, string format, string prefix)
        {
            ulong value = unchecked((ulong)Integer(NextText()));
            string digits = value.ToString(format, CultureInfo.InvariantCulture).PadLeft(Math.Max(precision, 0), '0');
            return (value != 0 && flags.Contains('#', StringComparison.Ordinal) ? prefix : "") + digits;
        }

        private string Octal(string flags, int precision)
        {
            string digits = Convert.ToString(Integer(NextText()), 8).PadLeft(Math.Max(precision, 0), '0');
            return flags.Contains('#', StringComparison.Ordinal) && !digits.StartsWith('0') ? "0" + digits : digits;
        }

        private string Real(string flags, int precision, char letter)
        {
            string argument = NextText();
            if (!double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && argument.Length > 0)
            {
                Status = context.Fail("'" + argument + "' is not a number");
            }

            int digits = precision < 0 ? 6 : Math.Min(precision, 60);
            string text = letter switch
            {
                'f' or 'F' => value.ToString("F" + digits, CultureInfo.InvariantCulture),
                'e' => value.ToString((digits == 0 ? "0" : "0." + new string('0', digits)) + "e+00", CultureInfo.InvariantCulture),
                'E' => value.ToString((digits == 0 ? "0" : "0." + new string('0', digits)) + "E+00", CultureInfo.InvariantCulture),
                _ => General(value, Math.Max(digits, 1)),
            };
            return value >= 0 && flags.Contains('+', StringComparison.Ordinal) ? "+" + text : text;
        }

        /// <summary>%g: so many significant digits, trailing zeros dropped, an exponent only where it is shorter (XBD 5).</summary>
        private static string General(double value, int digits)
        {
            int exponent = value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)));
            return exponent < -4 || exponent >= digits
                ? value.ToString("0." + new string('#', digits - 1) + "e+00", CultureInfo.InvariantCulture)
                : value.ToString("0." + new string('#', Math.Max(digits - 1 - exponent, 0)), CultureInfo.InvariantCulture);
        }
    }
}
