using System;
using System.Collections.Generic;
using System.Text;

namespace Vela.Tests.Consoles;

/// <summary>Builds PSF files: glyph n draws character n of a list, with bits that tell every glyph and every line apart.</summary>
internal static class FontImage
{
    public const string Characters = "?ABCDEFabcdef ─│┌é\ufffd";

    public static byte Line(int glyph, int y, int part) => unchecked((byte)((glyph * 37) + (y * 11) + (part * 101) + (y % 3 * 64)));

    public static byte[] Psf2(int width, int height, string characters = Characters)
    {
        List<byte> file = [];
        int lineBytes = (width + 7) / 8;
        foreach (uint word in new uint[]
            { 0x864ab572, 0, 32, 1, (uint)characters.Length, (uint)(lineBytes * height), (uint)height, (uint)width })
        {
            file.AddRange(BitConverter.GetBytes(word));
        }

        AddGlyphs(file, characters.Length, height, lineBytes);
        foreach (char character in characters)
        {
            // Its own character, then a sequence of two that must be passed over.
            file.AddRange(Encoding.UTF8.GetBytes(character.ToString()));
            file.Add(0xfe);
            file.AddRange("Z\u0301"u8);
            file.Add(0xff);
        }

        return [.. file];
    }

    public static byte[] Psf1(int height, string characters = Characters)
    {
        List<byte> file = [0x36, 0x04, 2, (byte)height];
        AddGlyphs(file, 256, height, 1);
        for (int glyph = 0; glyph < 256; glyph++)
        {
            if (glyph < characters.Length)
            {
                file.AddRange(BitConverter.GetBytes(characters[glyph]));
                file.AddRange([0xfe, 0xff, (byte)'Z', 0, 1, 3]);
            }

            file.AddRange([0xff, 0xff]);
        }

        return [.. file];
    }

    private static void AddGlyphs(List<byte> file, int count, int height, int lineBytes)
    {
        for (int glyph = 0; glyph < count; glyph++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int part = 0; part < lineBytes; part++)
                {
                    file.Add(Line(glyph, y, part));
                }
            }
        }
    }
}
