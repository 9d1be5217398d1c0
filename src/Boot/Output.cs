using System;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Text to every console, before the runtime exists, inside a collection and in a panic.</summary>
internal static class Output
{
    private const ushort Serial = 0x3f8;

    public static void Write(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                Send((byte)'\r');
            }

            Send(text[i]);
        }
    }

    public static void WriteHex(ulong value)
    {
        Write("0x"u8);
        int shift = 60;
        while (shift > 0 && value >> shift == 0)
        {
            shift -= 4;
        }

        for (; shift >= 0; shift -= 4)
        {
            Send("0123456789abcdef"u8[(int)(value >> shift & 15)]);
        }
    }

    public static void WriteDecimal(ulong value)
    {
        ulong divisor = 1;
        while (value / divisor >= 10)
        {
            divisor *= 10;
        }

        for (; divisor > 0; divisor /= 10)
        {
            Send((byte)('0' + (value / divisor % 10)));
        }
    }

    private static void Send(byte character)
    {
        for (int wait = 0; wait < 100_000 && (Port.In8(Serial + 5) & 0x20) == 0; wait++)
        {
        }

        Port.Out8(Serial, character);
    }
}
