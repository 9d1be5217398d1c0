namespace Vela.Boot;

/// <summary>A linear framebuffer as the boot loader or a display driver describes it.</summary>
public readonly unsafe struct Framebuffer
{
    public Framebuffer(byte* pixels, int width, int height, int pitch, PixelFormat format)
    {
        Pixels = pixels;
        Width = width;
        Height = height;
        Pitch = pitch;
        Format = format;
    }

    /// <summary>Where it is mapped: write-combining if the CPU can, and never read.</summary>
    public byte* Pixels { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bytes from one line of pixels to the next.</summary>
    public int Pitch { get; }

    public PixelFormat Format { get; }

    public bool IsSupported => Pixels != null && Width > 0 && Height > 0 && Format.IsSupported && Pitch / Format.BytesPerPixel >= Width;
}
