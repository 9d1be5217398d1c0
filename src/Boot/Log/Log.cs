using System;
using System.Runtime.CompilerServices;

namespace Vela.Boot;

/// <summary>The kernel's log: every message goes to the ring, and those grave enough to the consoles too (M-10).</summary>
public static unsafe class Log
{
    private const int Size = 64 * 1024;

    public static LogRing Ring;

    /// <summary>Messages at this level or graver are shown at once.</summary>
    public static LogLevel Shown;

    private static Memory _memory;

    internal static void Open()
    {
        Shown = LogLevel.Warning;
        fixed (Memory* memory = &_memory)
        {
            Ring.Initialize((byte*)memory, Size);
        }
    }

    public static void Write(LogLevel level, ReadOnlySpan<byte> text)
    {
        Ring.Append(level, Clock.Now, text);
        if (level <= Shown)
        {
            KernelConsole.Consoles.Print(text);
            KernelConsole.Consoles.Print("\n"u8);
        }
    }

    /// <summary>Writes the log's last records to the consoles, as a panic does.</summary>
    internal static void ShowLast(ulong records)
    {
        byte* text = stackalloc byte[512];
        byte* line = stackalloc byte[600];
        LogCursor cursor = Ring.Last(records);
        while (Ring.TryRead(ref cursor, new Span<byte>(text, 512), out LogRecord record))
        {
            Utf8Writer writer = new(line, 600);
            int length = record.Length < 512 ? record.Length : 512;
            record.Format(ref writer, new ReadOnlySpan<byte>(text, length));
            KernelConsole.Consoles.Print(writer.Written);
        }
    }

    [InlineArray(Size)]
    private struct Memory
    {
        private byte _first;
    }
}
