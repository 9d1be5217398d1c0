using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The machine's consoles: there from the first instruction of C# on, in two steps (serial, then the screen).</summary>
/// <remarks>In exec mode the command's own streams are separate serial ports.</remarks>
public static unsafe class KernelConsole
{
    private const ulong VideoText = 0xb8000;
    private const ulong VideoTextBytes = 0x1000;
    private const int HistoryLines = 400;

    public static Consoles<MachinePorts> Consoles;

    private static Memory _memory;
    private static PsfFont _font;
    private static FontMemory _fontMemory;

    /// <summary>The serial port, which needs nothing but ports.</summary>
    internal static void OpenSerial()
    {
        fixed (Memory* memory = &_memory)
        {
            Consoles.Open((byte*)memory, SerialPort<MachinePorts>.Com1);
        }
    }

    /// <summary>The screen: the framebuffer the loader left, else the VGA's text mode. Without memory for it, serial alone.</summary>
    internal static void OpenScreen(ImageSymbols* image)
    {
        ref LoaderScreen screen = ref BootInfo.Screen;
        if (screen.Address == 0)
        {
            byte* text = KernelTables.MapDevice(VideoText, VideoTextBytes);
            nuint textBytes = 36_000 + ((nuint)HistoryLines * 642);
            byte* textMemory = Allocate(ref textBytes);
            _ = text != null && textMemory != null && Consoles.AttachVgaText(text, textMemory, textBytes);
            return;
        }

        fixed (FontMemory* table = &_fontMemory)
        {
            if (!_font.Load(image->FontStart, (int)(image->FontEnd - image->FontStart), (byte*)table, PsfFont.BytesNeeded))
            {
                Log.Write(LogLevel.Warning, "console: the embedded font is not one; the screen stays dark"u8);
                return;
            }
        }

        byte* pixels = KernelTables.MapDevice(screen.Address, (ulong)screen.Pitch * screen.Height);
        PixelFormat format = new(
            screen.BitsPerPixel, screen.RedShift, screen.RedBits, screen.GreenShift, screen.GreenBits, screen.BlueShift, screen.BlueBits);
        Framebuffer framebuffer = new(pixels, (int)screen.Width, (int)screen.Height, (int)screen.Pitch, format);
        nuint bytes = FramebufferScreen.ConsoleBytesNeeded(framebuffer, _font, HistoryLines);
        byte* memory = Allocate(ref bytes);
        if (pixels == null || memory == null || !Consoles.AttachFramebuffer(framebuffer, _font, memory, bytes))
        {
            Log.Write(LogLevel.Warning, "console: the framebuffer cannot be used; serial only"u8);
        }
    }

    private static byte* Allocate(ref nuint bytes)
    {
        ulong frames = (bytes + FrameNumber.Size - 1) / FrameNumber.Size;
        bytes = (nuint)(frames * FrameNumber.Size);
        FrameNumber first = PhysicalMap.Frames.AllocateRun(frames, 1, FrameNumber.None, FrameUse.Kernel, FrameOwner.None);
        return first.IsNone ? null : PhysicalMap.Memory.Pointer(first.Address);
    }

    [InlineArray(Consoles<MachinePorts>.BytesNeeded)]
    private struct Memory
    {
        private byte _first;
    }

    [InlineArray(PsfFont.BytesNeeded)]
    private struct FontMemory
    {
        private byte _first;
    }
}
