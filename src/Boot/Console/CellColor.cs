namespace Vela.Boot;

/// <summary>A color of a cell in 16 bits: the terminal's default, one of xterm's 256, or red, green and blue with 5 bits each.</summary>
/// <remarks>
/// <code>
/// 0x0000..0x00ff   palette entry
/// 0x0100           default
/// 1rrrrrgggggbbbbb direct
/// </code>
/// Five bits, because a cell is 8 bytes: 24-bit colors keep their upper bits.
/// </remarks>
public readonly struct CellColor
{
    private const ushort DefaultBits = 0x100;
    private const ushort DirectBit = 0x8000;

    public CellColor(ushort bits) => Bits = bits;

    public static CellColor Default => new(DefaultBits);

    public ushort Bits { get; }

    public bool IsDefault => Bits == DefaultBits;

    public bool IsPalette => Bits < DefaultBits;

    public static CellColor Palette(int index) => new((ushort)(index & 0xff));

    public static CellColor Direct(int red, int green, int blue) =>
        new((ushort)(DirectBit | (red & 0xf8) << 7 | (green & 0xf8) << 2 | (blue & 0xf8) >> 3));

    /// <summary>The color as 0x00rrggbb; <paramref name="otherwise"/> is the palette entry that stands for the default.</summary>
    public uint ToRgb(int otherwise)
    {
        if ((Bits & DirectBit) != 0)
        {
            return Widen(Bits >> 10) << 16 | Widen(Bits >> 5) << 8 | Widen(Bits);
        }

        return PaletteRgb(IsDefault ? otherwise : Bits);
    }

    /// <summary>The nearest of the 16 base colors, in ANSI order.</summary>
    public int ToBase16(int otherwise)
    {
        int index = IsDefault ? otherwise : Bits;
        return index < 16 ? index : Nearest16(ToRgb(otherwise));
    }

    /// <summary>xterm's 256 colors: 16 base colors, a cube of 6×6×6, 24 greys.</summary>
    private static uint PaletteRgb(int index)
    {
        if (index < 16)
        {
            return Base16[index];
        }

        if (index >= 232)
        {
            uint grey = (uint)(8 + (10 * (index - 232)));
            return grey << 16 | grey << 8 | grey;
        }

        int cube = index - 16;
        return CubeStep(cube / 36) << 16 | CubeStep(cube / 6 % 6) << 8 | CubeStep(cube % 6);
    }

    /// <summary>Chosen so that each is legible on black, blue above all; the 16 are a matter of taste on every terminal.</summary>
    private static System.ReadOnlySpan<uint> Base16 =>
    [
        0x000000, 0xcc3333, 0x33a333, 0xb58820, 0x4070d8, 0xb050c0, 0x20a0a0, 0xc8c8c8,
        0x686868, 0xff6060, 0x60e060, 0xf4d850, 0x80a8ff, 0xe888f0, 0x60e0e0, 0xffffff,
    ];

    private static uint CubeStep(int step) => step == 0 ? 0 : (uint)(55 + (40 * step));

    private static uint Widen(int five) => (uint)((five & 0x1f) << 3 | (five & 0x1f) >> 2);

    private static int Nearest16(uint rgb)
    {
        int best = 0;
        int least = int.MaxValue;
        for (int index = 0; index < 16; index++)
        {
            int red = (int)(rgb >> 16 & 0xff) - (int)(Base16[index] >> 16 & 0xff);
            int green = (int)(rgb >> 8 & 0xff) - (int)(Base16[index] >> 8 & 0xff);
            int blue = (int)(rgb & 0xff) - (int)(Base16[index] & 0xff);
            int distance = (red * red) + (green * green) + (blue * blue);
            if (distance < least)
            {
                least = distance;
                best = index;
            }
        }

        return best;
    }
}
