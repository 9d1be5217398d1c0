using System;

namespace Vela.Boot;

/// <summary>The kernel log: records with a level, a time and a sequence number in one fixed piece of memory.</summary>
/// <remarks>
/// GC-free: written from anywhere, with interrupts off or inside a collection; a panic prints its last lines (M-10).
/// Owns: the memory handed in. Does not own: where lines are shown; it prints nothing.
/// A record is a 24-byte header and its text, padded to 8; it may wrap around the end. A new record takes the place of as many
/// whole old ones as it needs. Positions count bytes since boot, so position modulo capacity is the place.
/// Invariant: the records from <c>_oldest</c> to <c>_end</c> are whole and number <c>_next - _first</c>.
/// A write that interrupts another write (a fault inside this type, an NMI) is dropped and counted.
/// </remarks>
public unsafe struct LogRing
{
    private const int HeaderBytes = 24;
    private const int Align = 8;

    private byte* _bytes;
    private ulong _capacity;
    private ulong _oldest;
    private ulong _end;
    private ulong _first;
    private ulong _next;
    private bool _writing;

    /// <summary>The number that the next record will have: how many there have been.</summary>
    public readonly ulong NextSequence => _next;

    /// <summary>The number of the oldest record that is still there.</summary>
    public readonly ulong FirstSequence => _first;

    /// <summary>Records lost because a write was already under way.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>A longer text is cut to this: a quarter of the ring, so that one record never wipes out the log.</summary>
    public readonly int MaxTextLength => _bytes == null ? 0 : (int)(_capacity / 4) - HeaderBytes;

    /// <param name="memory">At least 256 bytes, aligned to 8.</param>
    /// <param name="length">How many; the ring uses a multiple of 32, at most 1 GiB.</param>
    public void Initialize(byte* memory, int length)
    {
        _bytes = length >= 256 ? memory : null;
        _capacity = (ulong)length & ~31UL;
        _oldest = 0;
        _end = 0;
        _first = 0;
        _next = 0;
        _writing = false;
        Dropped = 0;
    }

    /// <param name="level">How grave it is.</param>
    /// <param name="nanoseconds">Time since boot; 0 while there is no clock.</param>
    /// <param name="text">One line without its newline.</param>
    public void Append(LogLevel level, ulong nanoseconds, ReadOnlySpan<byte> text)
    {
        if (_bytes == null || _writing)
        {
            Dropped++;
            return;
        }

        _writing = true;
        int length = Math.Min(text.Length, MaxTextLength);
        ulong size = RecordBytes(length);
        while (_end + size - _oldest > _capacity)
        {
            _oldest += RecordBytes(TextLength(ReadWord(_oldest)));
            _first++;
        }

        WriteWord(_end, (uint)length | (ulong)level << 32);
        WriteWord(_end + 8, _next);
        WriteWord(_end + 16, nanoseconds);
        for (int index = 0; index < length; index++)
        {
            _bytes[(_end + HeaderBytes + (ulong)index) % _capacity] = text[index];
        }

        _end += size;
        _next++;
        _writing = false;
    }

    /// <summary>
    /// Copies out the record at <paramref name="cursor"/> and moves it on; false at the end. A cursor that was overtaken goes on with the oldest
    /// record: compare <see cref="LogRecord.Sequence"/> with what was expected to see how many were lost.
    /// </summary>
    public readonly bool TryRead(ref LogCursor cursor, Span<byte> text, out LogRecord record)
    {
        if (cursor.Sequence < _first)
        {
            cursor.Sequence = _first;
            cursor.Position = _oldest;
        }

        if (cursor.Sequence >= _next)
        {
            record = default;
            return false;
        }

        ulong word = ReadWord(cursor.Position);
        record = new LogRecord(ReadWord(cursor.Position + 8), ReadWord(cursor.Position + 16), TextLength(word), (LogLevel)(word >> 32));
        int length = Math.Min(record.Length, text.Length);
        for (int index = 0; index < length; index++)
        {
            text[index] = _bytes[(cursor.Position + HeaderBytes + (ulong)index) % _capacity];
        }

        cursor.Position += RecordBytes(record.Length);
        cursor.Sequence++;
        return true;
    }

    /// <summary>A cursor that will see the last <paramref name="records"/> records, for a panic that prints the end of the log.</summary>
    public readonly LogCursor Last(ulong records)
    {
        LogCursor cursor = new() { Sequence = _first, Position = _oldest };
        while (_next - cursor.Sequence > records)
        {
            cursor.Position += RecordBytes(TextLength(ReadWord(cursor.Position)));
            cursor.Sequence++;
        }

        return cursor;
    }

    private static ulong RecordBytes(int length) => (ulong)(HeaderBytes + length + Align - 1) & ~(Align - 1UL);

    private static int TextLength(ulong word) => (int)(word & uint.MaxValue);

    // Records and the capacity are multiples of 8, so a word never wraps.
    private readonly ulong ReadWord(ulong position) => *(ulong*)(_bytes + (position % _capacity));

    private readonly void WriteWord(ulong position, ulong value) => *(ulong*)(_bytes + (position % _capacity)) = value;
}
