using System;
using System.Buffers.Text;

namespace Vela.Fs;

/// <summary>The text of a generated file while it is made: bytes, numbers, lines.</summary>
public sealed class GeneratedText
{
    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public GeneratedText Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
        return this;
    }

    /// <summary>Takes back what was added after a length.</summary>
    public void Cut(int length) => Length = Math.Min(Length, length);

    public GeneratedText Add(byte character) => Add(new ReadOnlySpan<byte>(in character));

    /// <summary>A string's UTF-8.</summary>
    public GeneratedText Add(string text)
    {
        int length = System.Text.Encoding.UTF8.GetByteCount(text);
        Length += System.Text.Encoding.UTF8.GetBytes(text, Room(length));
        return this;
    }

    public GeneratedText Add(ulong number)
    {
        _ = Utf8Formatter.TryFormat(number, Room(20), out int written); // 20 digits hold any
        Length += written;
        return this;
    }

    public GeneratedText Add(long number)
    {
        _ = Utf8Formatter.TryFormat(number, Room(20), out int written); // a sign and 19 digits
        Length += written;
        return this;
    }

    /// <summary>In small hexadecimal digits, with zeroes in front as far as needed.</summary>
    public GeneratedText AddHex(ulong number, int digits)
    {
        Span<byte> room = Room(16);
        _ = Utf8Formatter.TryFormat(number, room, out int written, new System.Buffers.StandardFormat('x', (byte)digits)); // 16 digits hold any
        Length += written;
        return this;
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
        }

        return _bytes.AsSpan(Length);
    }
}
