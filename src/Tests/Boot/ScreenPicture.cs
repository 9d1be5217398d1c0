using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Vela.Tests.Boot;

/// <summary>The text in a picture of a screen, found by comparing its cells with the font's glyphs.</summary>
internal static class ScreenPicture
{
    private const int HeaderBytes = 32;
    private const int GlyphHeight = 16;
    private const int GlyphWidth = 8;

    /// <summary>The rows of characters; a cell that is no glyph is U+FFFD.</summary>
    /// <param name="picture">A portable pixmap (ppm(5), P6).</param>
    /// <param name="font">A font of 8 by 16 pixels with its table of characters (PSF, version 2).</param>
    public static string[] Read(byte[] picture, byte[] font)
    {
        int at = 0;
        string[] header = [Word(picture, ref at), Word(picture, ref at), Word(picture, ref at), Word(picture, ref at)];
        if (header[0] != "P6")
        {
            throw new InvalidDataException("not a portable pixmap");
        }

        int width = int.Parse(header[1], System.Globalization.CultureInfo.InvariantCulture);
        int height = int.Parse(header[2], System.Globalization.CultureInfo.InvariantCulture);
        Dictionary<UInt128, char> glyphs = ReadGlyphs(font);
        string[] rows = new string[height / GlyphHeight];
        for (int row = 0; row < rows.Length; row++)
        {
            StringBuilder text = new();
            for (int column = 0; column < width / GlyphWidth; column++)
            {
                UInt128 cell = ReadCell(picture.AsSpan(at), width, row, column);
                _ = text.Append(glyphs.TryGetValue(cell, out char character) || glyphs.TryGetValue(~cell, out character) ? character : '\ufffd');
            }

            rows[row] = text.ToString().TrimEnd();
        }

        return rows;
    }

    /// <summary>The pixels of a cell that are rather light, row by row.</summary>
    private static UInt128 ReadCell(ReadOnlySpan<byte> pixels, int width, int row, int column)
    {
        UInt128 cell = 0;
        for (int y = 0; y < GlyphHeight; y++)
        {
            for (int x = 0; x < GlyphWidth; x++)
            {
                int start = ((((row * GlyphHeight) + y) * width) + (column * GlyphWidth) + x) * 3;
                int light = pixels[start] + pixels[start + 1] + pixels[start + 2];
                cell = (cell << 1) | (light > 3 * 80 ? 1u : 0u);
            }
        }

        return cell;
    }

    private static Dictionary<UInt128, char> ReadGlyphs(byte[] font)
    {
        int start = BinaryPrimitives.ReadInt32LittleEndian(font.AsSpan(8));
        int count = BinaryPrimitives.ReadInt32LittleEndian(font.AsSpan(16));
        int bytes = BinaryPrimitives.ReadInt32LittleEndian(font.AsSpan(20));
        if (start != HeaderBytes || bytes != GlyphHeight)
        {
            throw new InvalidDataException("not a font of 8 by 16 pixels");
        }

        Dictionary<UInt128, char> glyphs = [];
        int table = start + (count * bytes);
        for (int glyph = 0; glyph < count; glyph++)
        {
            int end = Array.IndexOf(font, (byte)0xff, table);
            int first = Array.IndexOf(font, (byte)0xfe, table, end - table);
            string characters = Encoding.UTF8.GetString(font, table, (first < 0 ? end : first) - table);
            table = end + 1;
            if (characters.Length == 0)
            {
                continue;
            }

            // Of characters that look alike the one that people type is meant.
            UInt128 shape = BinaryPrimitives.ReadUInt128BigEndian(font.AsSpan(start + (glyph * bytes)));
            foreach (char character in characters)
            {
                if (!glyphs.TryGetValue(shape, out char known) || (known > '~' && character <= '~') || character == ' ')
                {
                    glyphs[shape] = character;
                }
            }
        }

        return glyphs;
    }

    private static string Word(byte[] picture, ref int at)
    {
        int start = at;
        while (!char.IsWhiteSpace((char)picture[at]))
        {
            at++;
        }

        return Encoding.ASCII.GetString(picture, start, at++ - start);
    }
}
