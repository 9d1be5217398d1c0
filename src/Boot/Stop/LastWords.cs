using System;
using System.Runtime.CompilerServices;

namespace Vela.Boot;

/// <summary>The end of what the runtime wrote to its standard error: before it aborts, it says there why.</summary>
internal static unsafe class LastWords
{
    private const int Size = 2048;

    private static Text _text;
    private static int _count;

    /// <summary>Keeps the beginning of what is said; when the place is full, the rest is on the console alone.</summary>
    public static void Add(ReadOnlySpan<byte> words)
    {
        for (int i = 0; i < words.Length && _count < Size; i++)
        {
            _text[_count++] = words[i];
        }
    }

    /// <summary>Writes them to the consoles.</summary>
    public static void Show()
    {
        fixed (Text* start = &_text)
        {
            KernelConsole.Consoles.Print(new ReadOnlySpan<byte>((byte*)start, _count));
        }
    }

    [InlineArray(Size)]
    private struct Text
    {
        private byte _first;
    }
}
