namespace Vela.Boot;

/// <summary>The screen the loader left in a graphics mode, if it did (multiboot2 3.6.12).</summary>
internal struct LoaderScreen
{
    /// <summary>Physical address of the first pixel; 0 when the screen is in VGA text mode.</summary>
    public ulong Address;

    /// <summary>Bytes from one row to the next.</summary>
    public uint Pitch;
    public uint Width;
    public uint Height;
    public byte BitsPerPixel;
    public byte RedShift;
    public byte RedBits;
    public byte GreenShift;
    public byte GreenBits;
    public byte BlueShift;
    public byte BlueBits;
}
