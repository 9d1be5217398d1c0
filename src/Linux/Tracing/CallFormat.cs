using System;
using System.Globalization;
using System.Text;

namespace Vela.Linux;

/// <summary>Traced calls as a person reads them.</summary>
public static class CallFormat
{
    private const ulong MostDecimal = 1 << 20;

    /// <summary>Name and arguments: <c>openat(-100, "/etc/passwd", 0, 0)</c>. Small numbers are decimal, others hexadecimal.</summary>
    public static string Describe(in TracedCall call)
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> name = SystemCallNames.Of(call.Number);
        _ = text.Append(name.IsEmpty ? "call_" + Number(call.Number) : Encoding.UTF8.GetString(name)).Append('(');
        int count = SystemCallNames.ArgumentsOf(call.Number).Length;
        for (int i = 0; i < count; i++)
        {
            _ = text.Append(i == 0 ? "" : ", ");
            if (call.Texts[i] is { } bytes)
            {
                AppendQuoted(text, bytes);
            }
            else
            {
                _ = text.Append(Number(call[i]));
            }
        }

        return text.Append(')').ToString();
    }

    /// <summary>An argument or a result.</summary>
    public static string Number(ulong value)
    {
        long signed = unchecked((long)value);
        int narrow = unchecked((int)(uint)value);
        return value < MostDecimal || signed is < 0 and > -4096 ? signed.ToString(CultureInfo.InvariantCulture)
            : value <= uint.MaxValue && narrow is < 0 and > -4096 ? narrow.ToString(CultureInfo.InvariantCulture) // an int in the register's lower half
            : "0x" + value.ToString("x", CultureInfo.InvariantCulture);
    }

    private static void AppendQuoted(StringBuilder text, byte[] bytes)
    {
        _ = text.Append('"');
        foreach (byte value in bytes)
        {
            _ = value switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'"' or (byte)'\\' => text.Append('\\').Append((char)value),
                < 0x20 or >= 0x7f => text.Append("\\x").Append(value.ToString("x2", CultureInfo.InvariantCulture)),
                _ => text.Append((char)value),
            };
        }

        _ = text.Append(bytes.Length == CallTexts.Most ? "\"..." : "\"");
    }
}
