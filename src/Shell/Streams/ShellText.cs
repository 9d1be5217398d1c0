using System;
using System.Buffers;
using System.Text;

namespace Vela.Shell;

/// <summary>How the shell's text and the bytes of files, pipes and names become each other, without loss.</summary>
/// <remarks>
/// UTF-8. A byte 0x80..0xFF that is not part of valid UTF-8 becomes the lone surrogate U+DC80..U+DCFF, and back (as PEP 383 does it),
/// so that <c>$(cat image)</c> and odd file names survive.
/// </remarks>
public static class ShellText
{
    private const char EscapeFirst = '\uDC80';
    private const char EscapeLast = '\uDCFF';
    private const int EscapeBase = 0xDC00;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done)
            {
                _ = text.Append(pair[..rune.EncodeToUtf16(pair)]);
                bytes = bytes[used..];
            }
            else
            {
                _ = text.Append((char)(EscapeBase + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    public static byte[] Encode(ReadOnlySpan<char> text)
    {
        ArrayBufferWriter<byte> bytes = new(Math.Max(text.Length, 1));
        Encode(text, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public static void Encode(ReadOnlySpan<char> text, ArrayBufferWriter<byte> bytes)
    {
        while (!text.IsEmpty)
        {
            if (Ascii.IsValid(text[0]))
            {
                bytes.GetSpan(1)[0] = (byte)text[0];
                bytes.Advance(1);
                text = text[1..];
            }
            else if (text[0] is >= EscapeFirst and <= EscapeLast)
            {
                bytes.GetSpan(1)[0] = (byte)(text[0] - EscapeBase);
                bytes.Advance(1);
                text = text[1..];
            }
            else
            {
                _ = Rune.DecodeFromUtf16(text, out Rune rune, out int used); // Another lone surrogate becomes U+FFFD.
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
                text = text[used..];
            }
        }
    }
}
