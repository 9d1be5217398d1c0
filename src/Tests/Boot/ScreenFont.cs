using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Vela.Tests.Boot;

/// <summary>A console font of 8 by 16 pixels, read backwards: which character a cell of pixels is.</summary>
/// <remarks>PC Screen Font, version 1 or 2, with its table of characters (kbd's doc/font-formats). Sequences of combining characters are passed over.</remarks>
internal sealed class ScreenFont
{
    public const int Height = 16;
    public const int Width = 8;

    private const ushort Magic1 = 0x0436;
    private const uint Magic2 = 0x864ab572;
    private const byte Has512Glyphs = 1;
    private const byte HasTable = 2;

    private readonly Dictionary<UInt128, char> _characters = [];

    /// <exception cref="InvalidDataException">It is no such font.</exception>
    public ScreenFont(byte[] file)
    {
        bool isFirst = BinaryPrimitives.ReadUInt16LittleEndian(file) == Magic1;
        (int start, int count, int height, bool hasTable) = isFirst
            ? (4, (file[2] & Has512Glyphs) != 0 ? 512 : 256, file[3], (file[2] & HasTable) != 0)
            : BinaryPrimitives.ReadUInt32LittleEndian(file) == Magic2 && Field(file, 7) == Width
                ? (Field(file, 2), Field(file, 4), Field(file, 6), (Field(file, 3) & 1) != 0)
                : throw new InvalidDataException("neither version of PSF, or not 8 pixels wide");
        if (height != Height || !hasTable)
        {
            throw new InvalidDataException($"a font {height} pixels high, {(hasTable ? "with" : "without")} a table of characters");
        }

        int table = start + (count * Height);
        for (int glyph = 0; glyph < count; glyph++)
        {
            string characters = isFirst ? Characters1(file, ref table) : Characters2(file, ref table);
            Add(BinaryPrimitives.ReadUInt128BigEndian(file.AsSpan(start + (glyph * Height))), characters);
        }
    }

    /// <summary>The character of a cell, also one drawn dark on light; U+FFFD if it is none.</summary>
    /// <param name="cell">Its pixels row by row, the first in the highest bit; 1 where it is light.</param>
    public char Find(UInt128 cell) =>
        cell == UInt128.MaxValue ? ' ' : // the cursor, on a blank
        _characters.TryGetValue(cell, out char character) || _characters.TryGetValue(~cell, out character) ? character : '\ufffd';

    private static int Field(byte[] file, int index) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(index * sizeof(int)));

    private static string Characters1(byte[] file, ref int at)
    {
        StringBuilder characters = new();
        bool inSequences = false;
        for (; ; at += sizeof(ushort))
        {
            ushort unit = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
            if (unit == 0xffff)
            {
                at += sizeof(ushort);
                return characters.ToString();
            }

            inSequences |= unit == 0xfffe;
            _ = inSequences ? characters : characters.Append((char)unit);
        }
    }

    private static string Characters2(byte[] file, ref int at)
    {
        int end = Array.IndexOf(file, (byte)0xff, at);
        int sequences = Array.IndexOf(file, (byte)0xfe, at, end - at);
        string characters = Encoding.UTF8.GetString(file, at, (sequences < 0 ? end : sequences) - at);
        at = end + 1;
        return characters;
    }

    /// <summary>Of characters that look alike the one that people type is meant.</summary>
    private void Add(UInt128 shape, string characters)
    {
        foreach (char character in characters)
        {
            if (!_characters.TryGetValue(shape, out char known) || (known > '~' && character <= '~') || character == ' ')
            {
                _characters[shape] = character;
            }
        }
    }
}
