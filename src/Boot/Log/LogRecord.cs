namespace Vela.Boot;

/// <summary>What the log says about a record besides its text.</summary>
public readonly struct LogRecord
{
    public LogRecord(ulong sequence, ulong nanoseconds, int length, LogLevel level)
    {
        Sequence = sequence;
        Nanoseconds = nanoseconds;
        Length = length;
        Level = level;
    }

    /// <summary>Counts from 0 and never skips, so that a gap shows how many records were overwritten unread.</summary>
    public ulong Sequence { get; }

    /// <summary>Time since boot.</summary>
    public ulong Nanoseconds { get; }

    /// <summary>Bytes of text in the ring; a reader with a smaller buffer got only the first of them.</summary>
    public int Length { get; }

    public LogLevel Level { get; }

    /// <summary>Writes <c>[    1.234567] text</c> and a newline, as dmesg shows it.</summary>
    public void Format(ref Utf8Writer writer, System.ReadOnlySpan<byte> text)
    {
        writer.Append((byte)'[');
        writer.AppendDecimal(Nanoseconds / 1_000_000_000, 5);
        writer.Append((byte)'.');
        writer.AppendDecimal(Nanoseconds / 1_000 % 1_000_000, 6, (byte)'0');
        writer.Append("] "u8);
        writer.Append(text);
        writer.Append((byte)'\n');
    }
}
