namespace Vela.Boot;

/// <summary>Characters that are geometry rather than letters, drawn to fill the cell exactly: block elements (U+2580) and Braille (U+2800).</summary>
/// <remarks>Console fonts have few of them, and pictures and graphs in text are made of nothing else.</remarks>
public static class DrawnCharacters
{
    private const uint FirstBlock = 0x2580;
    private const uint LastBlock = 0x259f;
    private const uint FirstBraille = 0x2800;
    private const uint LastBraille = 0x28ff;

    /// <summary>U+2596 to U+259F by quadrant: 1 upper left, 2 upper right, 4 lower left, 8 lower right.</summary>
    private static System.ReadOnlySpan<byte> Quadrants => [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];

    public static bool Has(uint codePoint) => codePoint is (>= FirstBlock and <= LastBlock) or (>= FirstBraille and <= LastBraille);

    /// <summary>One line of pixels, the leftmost in bit 15.</summary>
    /// <param name="codePoint">A character that <see cref="Has"/>.</param>
    /// <param name="y">Counted from the top of the cell.</param>
    /// <param name="width">The cell's, at most 16.</param>
    /// <param name="height">The cell's.</param>
    public static uint Line(uint codePoint, int y, int width, int height)
    {
        if (codePoint >= FirstBraille)
        {
            return BrailleLine((int)(codePoint - FirstBraille), y, width, height);
        }

        int eighthFromBottom = (height - 1 - y) * 8 / height;
        return codePoint switch
        {
            0x2580 => Rows(y < height / 2),
            >= 0x2581 and <= 0x2588 => Rows(eighthFromBottom < (int)(codePoint - 0x2580)),
            >= 0x2589 and <= 0x258f => Left(width * (int)(0x2590 - codePoint) / 8),
            0x2590 => Right(width, width / 2),
            >= 0x2591 and <= 0x2593 => Shade((int)(codePoint - 0x2591), y),
            0x2594 => Rows(y < height / 8),
            0x2595 => Right(width, width - (width / 8)),
            _ => QuadrantLine(Quadrants[(int)(codePoint - 0x2596)], y, width, height),
        };
    }

    private static uint Rows(bool inked) => inked ? 0xffffu : 0;

    private static uint Left(int pixels) => 0xffff0000u >> pixels & 0xffff;

    private static uint Right(int width, int from) => Left(width) & ~Left(from);

    /// <summary>A quarter, a half, three quarters of the pixels.</summary>
    private static uint Shade(int darkness, int y) => darkness switch
    {
        0 => y % 2 == 0 ? 0x8888u : 0x2222u,
        1 => y % 2 == 0 ? 0xaaaau : 0x5555u,
        _ => y % 2 == 0 ? 0x7777u : 0xddddu,
    };

    private static uint QuadrantLine(int quadrants, int y, int width, int height)
    {
        int here = y < height / 2 ? quadrants : quadrants >> 2;
        return ((here & 1) != 0 ? Left(width / 2) : 0) | ((here & 2) != 0 ? Right(width, width / 2) : 0);
    }

    /// <summary>Dots 1, 2, 3, 7 on the left and 4, 5, 6, 8 on the right, each in the middle half of its eighth of the cell.</summary>
    private static uint BrailleLine(int dots, int y, int width, int height)
    {
        int row = y * 4 / height;
        int inRow = (y * 4) - (row * height);
        if (inRow < height / 4 || inRow >= height * 3 / 4)
        {
            return 0;
        }

        bool left = (dots & (row < 3 ? 1 << row : 0x40)) != 0;
        bool right = (dots & (row < 3 ? 8 << row : 0x80)) != 0;
        uint dot = Left((width + 3) / 4);
        return (left ? dot >> (width / 8) : 0) | (right ? dot >> (width / 2) >> (width / 8) : 0);
    }
}
