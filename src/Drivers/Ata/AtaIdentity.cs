using System;
using Vela.Hal;

namespace Vela.Drivers;

/// <summary>What a disk says of itself in answer to IDENTIFY DEVICE (ATA8-ACS, 7.12).</summary>
public readonly record struct AtaIdentity
{
    /// <summary>Words of an answer.</summary>
    public const int Words = 256;

    private const int ModelStart = 27;
    private const int ModelWords = 20;
    private const ushort ValidMask = 0xc000;
    private const ushort Valid = 0x4000;

    /// <summary>Size in sectors of 512 bytes; 0: nothing that can be used as a disk.</summary>
    public ulong SectorCount { get; private init; }

    /// <summary>Whether it takes 48-bit addresses.</summary>
    public bool HasLongAddresses { get; private init; }

    public bool HasDma { get; private init; }

    public bool HasFlush { get; private init; }

    public bool HasLongFlush { get; private init; }

    public string Model { get; private init; }

    public static AtaIdentity Parse(ReadOnlySpan<ushort> words)
    {
        bool isDisk = (words[0] & 0x8000) == 0 && (words[49] & 0x200) != 0;
        bool hasCommandSets = (words[83] & ValidMask) == Valid;
        bool hasLong = hasCommandSets && (words[83] & 0x400) != 0;
        ulong count = words[60] | (uint)words[61] << 16;
        if (hasLong)
        {
            ulong longCount = words[100] | (ulong)words[101] << 16 | (ulong)words[102] << 32 | (ulong)words[103] << 48;
            count = longCount != 0 ? longCount : count;
        }

        // Logical sectors longer than 256 words (word 106, bit 12) are what we do not speak.
        bool hasLongSectors = (words[106] & ValidMask) == Valid && (words[106] & 0x1000) != 0
            && (words[117] | (uint)words[118] << 16) != BlockRequest.SectorSize / 2;
        return new AtaIdentity
        {
            SectorCount = isDisk && !hasLongSectors ? count : 0,
            HasLongAddresses = hasLong,
            HasDma = (words[49] & 0x100) != 0,
            HasFlush = hasCommandSets && (words[83] & 0x1000) != 0,
            HasLongFlush = hasCommandSets && (words[83] & 0x2000) != 0,
            Model = Text(words.Slice(ModelStart, ModelWords)),
        };
    }

    /// <summary>Two characters to a word, the first in its high byte, blanks at the end.</summary>
    private static string Text(ReadOnlySpan<ushort> words)
    {
        Span<char> text = stackalloc char[words.Length * 2];
        for (int i = 0; i < words.Length; i++)
        {
            text[2 * i] = (char)(words[i] >> 8);
            text[(2 * i) + 1] = (char)(words[i] & 0xff);
        }

        return new string(text).Trim(' ', '\0');
    }
}
