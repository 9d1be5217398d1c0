namespace Vela.Boot;

/// <summary>A PC Screen Font, version 1 or 2: bitmaps of one size, and which characters each draws.</summary>
/// <remarks>
/// GC-free. Does not own the file: it stays where it is (embedded in the image). Owns: the lookup table in memory handed in, a directory of
/// 512 pages of 128 characters (U+0000 to U+FFFF), of which only those in use take memory.
/// Source: kbd's doc/font-formats. Sequences of combining characters in the Unicode table are passed over.
/// </remarks>
public unsafe struct PsfFont
{
    /// <summary>Enough for a font that has characters in 60 pages; the Uni2 fonts have them in about 30.</summary>
    public const int BytesNeeded = DirectoryBytes + (60 * PageBytes);

    private const int DirectoryBytes = 512 * sizeof(ushort);
    private const int PageShift = 7;
    private const int PageGlyphs = 1 << PageShift;
    private const int PageBytes = PageGlyphs * sizeof(ushort);
    private const ushort Magic1 = 0x0436;
    private const uint Magic2 = 0x864ab572;
    private const byte Mode512 = 1;
    private const byte ModeTable = 2 | 4;

    private byte* _glyphs;
    private int _glyphCount;
    private int _glyphBytes;
    private ushort* _directory;
    private ushort* _pages;
    private int _pageCapacity;
    private int _pageCount;
    private int _unknown;

    /// <summary>Pixels; at most 16.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels; at most 32.</summary>
    public int Height { get; private set; }

    /// <summary>Bytes from one line of a glyph to the next; the leftmost pixel is the highest bit of the first.</summary>
    public readonly int LineBytes => (Width + 7) / 8;

    public readonly bool IsLoaded => _glyphs != null;

    /// <summary>Reads the font. False: it is not a PSF font, is cut short, is too large to draw, or the table's memory is too small.</summary>
    public bool Load(byte* file, int length, byte* table, int tableLength)
    {
        _glyphs = null;
        _pageCount = 0;
        _pageCapacity = (tableLength - DirectoryBytes) / PageBytes;
        _directory = (ushort*)table;
        _pages = (ushort*)(table + DirectoryBytes);
        if (_pageCapacity < 1 || length < 4)
        {
            return false;
        }

        for (int page = 0; page < 512; page++)
        {
            _directory[page] = 0;
        }

        bool known = *(ushort*)file == Magic1 ? ReadHeader1(file, length, out byte* unicode)
            : ReadHeader2(file, length, out unicode);
        if (!known || Width is < 1 or > 16 || Height is < 1 or > 32 || _glyphCount is < 1 or >= ushort.MaxValue)
        {
            _glyphs = null;
            return false;
        }

        byte* end = file + length;
        if (unicode == null)
        {
            MapDirectly();
        }
        else if (*(ushort*)file == Magic1)
        {
            ReadTable1(unicode, end);
        }
        else
        {
            ReadTable2(unicode, end);
        }

        _unknown = Find(Utf8Decoder.Replacement, Find('?', 0));
        return true;
    }

    /// <summary>The bitmap for a character, or for "unknown".</summary>
    public readonly byte* Glyph(uint codePoint) => _glyphs + (Find(codePoint, _unknown) * _glyphBytes);

    /// <summary>One line of pixels of a bitmap, the leftmost in bit 15.</summary>
    public readonly uint Line(byte* glyph, int y)
    {
        byte* line = glyph + (y * LineBytes);
        return (uint)line[0] << 8 | (Width > 8 ? line[1] : 0u);
    }

    public readonly bool Has(uint codePoint) => Find(codePoint, -1) >= 0;

    private bool ReadHeader1(byte* file, int length, out byte* unicode)
    {
        byte mode = file[2];
        Width = 8;
        Height = file[3];
        _glyphBytes = Height;
        _glyphCount = (mode & Mode512) != 0 ? 512 : 256;
        return Place(file, length, 4, (mode & ModeTable) != 0, out unicode);
    }

    private bool ReadHeader2(byte* file, int length, out byte* unicode)
    {
        unicode = null;
        if (length < 32 || *(uint*)file != Magic2)
        {
            return false;
        }

        uint* header = (uint*)file; // magic, version, header size, flags, glyphs, bytes a glyph, height, width
        if (header[2] > (uint)length || header[4] > ushort.MaxValue || header[6] > 32 || header[7] > 16)
        {
            return false;
        }

        Height = (int)header[6];
        Width = (int)header[7];
        _glyphCount = (int)header[4];
        _glyphBytes = Height * LineBytes;
        return header[5] == (uint)_glyphBytes && Place(file, length, (int)header[2], (header[3] & 1) != 0, out unicode);
    }

    private bool Place(byte* file, int length, int headerBytes, bool hasTable, out byte* unicode)
    {
        _glyphs = file + headerBytes;
        int bitmaps = _glyphCount * _glyphBytes;
        unicode = hasTable ? _glyphs + bitmaps : null;
        return length - headerBytes >= bitmaps;
    }

    /// <summary>Without a table, glyph n draws character n.</summary>
    private void MapDirectly()
    {
        for (int glyph = 0; glyph < _glyphCount; glyph++)
        {
            Map((uint)glyph, glyph);
        }
    }

    /// <summary>Little-endian 16-bit characters; 0xffff ends a glyph's list, 0xfffe begins sequences.</summary>
    private void ReadTable1(byte* at, byte* end)
    {
        bool inSequences = false;
        for (int glyph = 0; glyph < _glyphCount && end - at >= 2; at += 2)
        {
            ushort unit = *(ushort*)at;
            if (unit == 0xffff)
            {
                glyph++;
                inSequences = false;
            }
            else if (unit == 0xfffe || inSequences)
            {
                inSequences = true;
            }
            else
            {
                Map(unit, glyph);
            }
        }
    }

    /// <summary>UTF-8; 0xff ends a glyph's list, 0xfe begins sequences.</summary>
    private void ReadTable2(byte* at, byte* end)
    {
        Utf8Decoder decoder = default;
        bool inSequences = false;
        for (int glyph = 0; glyph < _glyphCount && at < end; at++)
        {
            if (*at == 0xff)
            {
                glyph++;
                inSequences = false;
                decoder = default;
            }
            else if (*at == 0xfe || inSequences)
            {
                inSequences = true;
            }
            else if (decoder.Push(*at, out uint codePoint) == Utf8Outcome.Whole)
            {
                Map(codePoint, glyph);
            }
        }
    }

    private void Map(uint codePoint, int glyph)
    {
        if (codePoint > 0xffff)
        {
            return;
        }

        ushort page = _directory[codePoint >> PageShift];
        if (page == 0)
        {
            if (_pageCount == _pageCapacity)
            {
                return;
            }

            _pageCount++;
            page = (ushort)_pageCount;
            _directory[codePoint >> PageShift] = page;
            for (int index = 0; index < PageGlyphs; index++)
            {
                PageOf(page)[index] = 0;
            }
        }

        PageOf(page)[codePoint & (PageGlyphs - 1)] = (ushort)(glyph + 1);
    }

    private readonly int Find(uint codePoint, int otherwise)
    {
        if (codePoint > 0xffff || _directory[codePoint >> PageShift] == 0)
        {
            return otherwise;
        }

        int glyph = PageOf(_directory[codePoint >> PageShift])[codePoint & (PageGlyphs - 1)] - 1;
        return glyph < 0 ? otherwise : glyph;
    }

    private readonly ushort* PageOf(ushort page) => _pages + ((page - 1) * PageGlyphs);
}
