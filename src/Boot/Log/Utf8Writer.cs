using System;

namespace Vela.Boot;

/// <summary>Formats text into a byte buffer handed in. What does not fit is cut off and <see cref="IsTruncated"/> says so.</summary>
/// <remarks>GC-free. Invariant: <c>0 ≤ Length ≤ capacity</c>; nothing outside the buffer is touched.</remarks>
public unsafe struct Utf8Writer
{
    private readonly byte* _buffer;
    private readonly int _capacity;

    public Utf8Writer(byte* buffer, int capacity)
    {
        _buffer = buffer;
        _capacity = capacity;
    }

    public int Length { get; private set; }

    public bool IsTruncated { get; private set; }

    public readonly ReadOnlySpan<byte> Written => new(_buffer, Length);

    public void Clear()
    {
        Length = 0;
        IsTruncated = false;
    }

    public void Append(byte value)
    {
        if (Length < _capacity)
        {
            _buffer[Length] = value;
            Length++;
        }
        else
        {
            IsTruncated = true;
        }
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            Append(text[index]);
        }
    }

    /// <summary>Appends UTF-16 text as UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            uint unit = text[index];
            if ((unit & 0xf800) != 0xd800)
            {
                AppendCodePoint(unit);
            }
            else if (unit < 0xdc00 && index + 1 < text.Length && (text[index + 1] & 0xfc00) == 0xdc00)
            {
                index++;
                AppendCodePoint(0x10000 + ((unit - 0xd800) << 10) + (text[index] - 0xdc00u));
            }
            else
            {
                AppendCodePoint(Utf8Decoder.Replacement);
            }
        }
    }

    public void AppendCodePoint(uint codePoint)
    {
        if (codePoint < 0x80)
        {
            Append((byte)codePoint);
            return;
        }

        int following = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
        if (_capacity - Length <= following)
        {
            IsTruncated = true;
            return;
        }

        uint lead = 0xff00u >> (following + 1) & 0xff;
        Append((byte)(lead | codePoint >> (6 * following)));
        for (int shift = 6 * (following - 1); shift >= 0; shift -= 6)
        {
            Append((byte)(0x80 | (codePoint >> shift & 0x3f)));
        }
    }

    /// <summary>Appends at least <paramref name="width"/> characters, filled from the left with <paramref name="fill"/>.</summary>
    public void AppendDecimal(ulong value, int width = 1, byte fill = (byte)' ')
    {
        ulong power = 1;
        int digits = 1;
        while (value / power >= 10)
        {
            power *= 10;
            digits++;
        }

        for (int filled = digits; filled < width; filled++)
        {
            Append(fill);
        }

        for (; power > 0; power /= 10)
        {
            Append((byte)('0' + (value / power % 10)));
        }
    }

    public void AppendDecimal(long value)
    {
        if (value < 0)
        {
            Append((byte)'-');
        }

        // The magnitude of long.MinValue has no positive long.
        AppendDecimal(value < 0 ? unchecked(0UL - (ulong)value) : (ulong)value);
    }

    /// <summary>Appends lower-case hexadecimal without a prefix, at least <paramref name="digits"/> digits.</summary>
    public void AppendHex(ulong value, int digits = 1)
    {
        int shift = 60;
        while (shift > 0 && value >> shift == 0 && shift / 4 >= digits)
        {
            shift -= 4;
        }

        for (; shift >= 0; shift -= 4)
        {
            Append("0123456789abcdef"u8[(int)(value >> shift & 0xf)]);
        }
    }
}
