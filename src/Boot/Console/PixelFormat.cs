namespace Vela.Boot;

/// <summary>How a framebuffer stores a color: 16, 24 or 32 bits a pixel, each channel at any place in them.</summary>
public readonly struct PixelFormat
{
    public PixelFormat(int bitsPerPixel, int redShift, int redBits, int greenShift, int greenBits, int blueShift, int blueBits)
    {
        BytesPerPixel = (byte)((bitsPerPixel + 7) / 8);
        RedShift = (byte)redShift;
        RedBits = (byte)redBits;
        GreenShift = (byte)greenShift;
        GreenBits = (byte)greenBits;
        BlueShift = (byte)blueShift;
        BlueBits = (byte)blueBits;
    }

    /// <summary>What nearly every UEFI firmware and QEMU offer: 0x00rrggbb.</summary>
    public static PixelFormat Rgb32 => new(32, 16, 8, 8, 8, 0, 8);

    public byte BytesPerPixel { get; }

    public byte RedShift { get; }

    public byte RedBits { get; }

    public byte GreenShift { get; }

    public byte GreenBits { get; }

    public byte BlueShift { get; }

    public byte BlueBits { get; }

    public bool IsSupported => BytesPerPixel is >= 2 and <= 4 && Fits(RedShift, RedBits) && Fits(GreenShift, GreenBits) && Fits(BlueShift, BlueBits);

    /// <summary>The pixel nearest to 0x00rrggbb.</summary>
    public uint Encode(uint rgb) =>
        Channel(rgb >> 16, RedShift, RedBits) | Channel(rgb >> 8, GreenShift, GreenBits) | Channel(rgb, BlueShift, BlueBits);

    private static uint Channel(uint value, int shift, int bits)
    {
        uint eight = value & 0xff;
        uint scaled = bits <= 8 ? eight >> (8 - bits) : eight << (bits - 8) | eight >> (16 - bits);
        return scaled << shift;
    }

    private bool Fits(int shift, int bits) => bits is >= 1 and <= 16 && shift + bits <= BytesPerPixel * 8;
}
