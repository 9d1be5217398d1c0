using System;
using System.Collections.Generic;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

/// <summary>M-10: what was said early is still there later.</summary>
[TestFixture]
public sealed unsafe class LogRingTests
{
    private sealed record Line(ulong Sequence, ulong Nanoseconds, LogLevel Level, string Text);

    private static List<Line> ReadAll(ref LogRing ring, LogCursor cursor = default)
    {
        List<Line> lines = [];
        byte[] buffer = new byte[4096];
        while (ring.TryRead(ref cursor, buffer, out LogRecord record))
        {
            lines.Add(new Line(record.Sequence, record.Nanoseconds, record.Level, Encoding.Latin1.GetString(buffer, 0, record.Length)));
        }

        return lines;
    }

    [Test]
    public void A_ring_holds_what_a_queue_with_a_limit_in_bytes_holds()
    {
        Prop.ForAll(
            Gen.Choose(256, 2048).ToArbitrary(),
            Gen.Choose(0, 700).ListOf().ToArbitrary(),
            (length, sizes) =>
            {
                using GuardedMemory memory = new((nuint)length);
                LogRing ring = default;
                ring.Initialize(memory.Pointer, length);
                Queue<Line> model = new();
                int capacity = length / 32 * 32;
                int used = 0;
                ulong sequence = 0;
                foreach (int size in sizes)
                {
                    string text = new((char)('a' + (int)(sequence % 26)), size);
                    LogLevel level = (LogLevel)(sequence % 8);
                    ring.Append(level, sequence * 1000, Encoding.Latin1.GetBytes(text));
                    string kept = text[..Math.Min(size, (capacity / 4) - 24)];
                    used += Padded(kept);
                    while (used > capacity)
                    {
                        used -= Padded(model.Dequeue().Text);
                    }

                    model.Enqueue(new Line(sequence, sequence * 1000, level, kept));
                    sequence++;
                    Assert.That(ReadAll(ref ring), Is.EqualTo(model));
                }

                return memory.GuardsAreIntact && ring.NextSequence == sequence;
            }).QuickCheckThrowOnFailure();

        static int Padded(string text) => (24 + text.Length + 7) / 8 * 8;
    }

    [Test]
    public void A_reader_that_was_overtaken_sees_how_much_it_lost()
    {
        using GuardedMemory memory = new(256);
        LogRing ring = default;
        ring.Initialize(memory.Pointer, 256);
        ring.Append(LogLevel.Notice, 1, "first"u8);
        LogCursor cursor = default;
        Assert.That(ring.TryRead(ref cursor, new byte[10], out LogRecord record), Is.True);
        Assert.That(ring.TryRead(ref cursor, new byte[10], out _), Is.False);
        for (int count = 0; count < 100; count++)
        {
            ring.Append(LogLevel.Notice, 2, "more"u8);
        }

        ulong expected = cursor.Sequence;
        Assert.That(ring.TryRead(ref cursor, new byte[10], out record), Is.True);
        Assert.That(record.Sequence - expected, Is.EqualTo(ring.FirstSequence - 1));
        Assert.That(record.Sequence, Is.EqualTo(101 - 8), "eight records of 32 bytes fit");
    }

    [Test]
    public void The_last_lines_are_those_a_panic_prints()
    {
        using GuardedMemory memory = new(4096);
        LogRing ring = default;
        ring.Initialize(memory.Pointer, 4096);
        for (int count = 0; count < 10; count++)
        {
            ring.Append(LogLevel.Error, 0, [(byte)('0' + count)]);
        }

        Assert.That(string.Concat(ReadAll(ref ring, ring.Last(3)).ConvertAll(line => line.Text)), Is.EqualTo("789"));
        Assert.That(ReadAll(ref ring, ring.Last(50)), Has.Count.EqualTo(10));
    }

    [Test]
    public void A_log_without_memory_counts_what_it_lost()
    {
        LogRing ring = default;
        ring.Append(LogLevel.Error, 0, "too early"u8);
        LogCursor cursor = default;
        Assert.That(ring.Dropped, Is.EqualTo(1));
        Assert.That(ring.TryRead(ref cursor, default, out _), Is.False);
    }

    [Test]
    public void A_record_is_shown_with_seconds_and_microseconds()
    {
        byte* buffer = stackalloc byte[64];
        Utf8Writer writer = new(buffer, 64);
        new LogRecord(7, 12_003_456_789, 5, LogLevel.Warning).Format(ref writer, "hello"u8);
        Assert.That(Encoding.ASCII.GetString(writer.Written), Is.EqualTo("[   12.003456] hello\n"));
    }
}
