using System;
using System.IO;
using System.Text;

namespace Vela.Tests.Boot;

/// <summary>The text in a picture of a screen, found by comparing its cells with a font's glyphs.</summary>
internal static class ScreenPicture
{
    /// <summary>What one of a pixel's three colours must exceed for it to be light.</summary>
    private const int Dark = 80;

    /// <summary>The rows of characters without blanks at their ends; a cell that is no glyph is U+FFFD.</summary>
    /// <param name="picture">A portable pixmap (ppm(5), P6).</param>
    /// <param name="font">The font it was drawn with.</param>
    public static string[] Read(byte[] picture, ScreenFont font)
    {
        int at = 0;
        string[] header = [Word(picture, ref at), Word(picture, ref at), Word(picture, ref at), Word(picture, ref at)];
        if (header[0] != "P6")
        {
            throw new InvalidDataException("not a portable pixmap");
        }

        int width = int.Parse(header[1], System.Globalization.CultureInfo.InvariantCulture);
        int height = int.Parse(header[2], System.Globalization.CultureInfo.InvariantCulture);
        string[] rows = new string[height / ScreenFont.Height];
        for (int row = 0; row < rows.Length; row++)
        {
            StringBuilder text = new();
            for (int column = 0; column < width / ScreenFont.Width; column++)
            {
                _ = text.Append(font.Find(ReadCell(picture.AsSpan(at), width, row, column)));
            }

            rows[row] = text.ToString().TrimEnd();
        }

        return rows;
    }

    /// <summary>The pixels of a cell that are light in some colour, row by row.</summary>
    private static UInt128 ReadCell(ReadOnlySpan<byte> pixels, int width, int row, int column)
    {
        UInt128 cell = 0;
        for (int y = 0; y < ScreenFont.Height; y++)
        {
            for (int x = 0; x < ScreenFont.Width; x++)
            {
                int start = ((((row * ScreenFont.Height) + y) * width) + (column * ScreenFont.Width) + x) * 3;
                cell = (cell << 1) | (pixels.Slice(start, 3).IndexOfAnyExceptInRange((byte)0, (byte)Dark) >= 0 ? 1u : 0u);
            }
        }

        return cell;
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
