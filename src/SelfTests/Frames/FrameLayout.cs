using System;

namespace Vela.SelfTests;

/// <summary>The bytes of a result frame, for the writer in the image and the reader on the host.</summary>
/// <remarks>
/// Little-endian: magic (4), sequence number from 0 (4), kind (1), zero (1), payload length (2), payload, CRC-32 of everything behind the magic (4).
/// The payload is UTF-8 fields with a zero byte between them. A reader that loses its place looks for the next magic.
/// </remarks>
public static class FrameLayout
{
    public const int SequenceOffset = 4;
    public const int KindOffset = 8;
    public const int LengthOffset = 10;
    public const int HeaderSize = 12;
    public const int ChecksumSize = 4;
    public const int LongestPayload = ushort.MaxValue;

    /// <summary>SYN, "VF", 1: not text that anything prints.</summary>
    public static ReadOnlySpan<byte> Magic => [0x16, (byte)'V', (byte)'F', 0x01];

    /// <summary>CRC-32 as in IEEE 802.3: polynomial 0xEDB88320 reflected, start and end inverted.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint remainder = uint.MaxValue;
        foreach (byte next in bytes)
        {
            remainder ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0xEDB8_8320u : 0);
            }
        }

        return ~remainder;
    }
}
