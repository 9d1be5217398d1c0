using System;
using System.Buffers.Binary;

namespace Vela.Linux;

/// <summary>Lengths of time as programs have them: struct timespec, seconds and nanoseconds; struct timeval, seconds and microseconds.</summary>
/// <remarks>What is longer than nanoseconds can tell is forever.</remarks>
internal static class TimeLayout
{
    /// <summary>Of either.</summary>
    public const int Bytes = 16;

    public const ulong PerSecond = 1_000_000_000;
    public const ulong PerMicrosecond = 1000;

    /// <summary>As struct timespec.</summary>
    public static void Write(ulong nanoseconds, Span<byte> into) => Write(nanoseconds, 1, into);

    /// <summary>As struct timeval.</summary>
    public static void WriteMicroseconds(ulong nanoseconds, Span<byte> into) => Write(nanoseconds, PerMicrosecond, into);

    /// <summary>From struct timespec. False: negative, or a second or more in the nanoseconds.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out ulong nanoseconds) => TryRead(from, 1, out nanoseconds);

    /// <summary>From struct timeval; as <see cref="TryRead(ReadOnlySpan{byte}, out ulong)"/>.</summary>
    public static bool TryReadMicroseconds(ReadOnlySpan<byte> from, out ulong nanoseconds) => TryRead(from, PerMicrosecond, out nanoseconds);

    /// <summary>From select(2)'s struct timeval, whose microseconds may be more than a second. False: negative.</summary>
    public static bool TryReadTimeout(ReadOnlySpan<byte> from, out ulong nanoseconds)
    {
        const ulong Fractions = PerSecond / PerMicrosecond;
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(from);
        long microseconds = BinaryPrimitives.ReadInt64LittleEndian(from[8..]);
        bool isTime = seconds >= 0 && microseconds >= 0;
        nanoseconds = isTime ? Join((ulong)seconds + ((ulong)microseconds / Fractions), (ulong)microseconds % Fractions * PerMicrosecond) : 0;
        return isTime;
    }

    private static void Write(ulong nanoseconds, ulong unit, Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, nanoseconds / PerSecond);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], nanoseconds % PerSecond / unit);
    }

    private static bool TryRead(ReadOnlySpan<byte> from, ulong unit, out ulong nanoseconds)
    {
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(from);
        ulong fraction = BinaryPrimitives.ReadUInt64LittleEndian(from[8..]);
        bool isTime = seconds >= 0 && fraction < PerSecond / unit;
        nanoseconds = isTime ? Join((ulong)seconds, fraction * unit) : 0;
        return isTime;
    }

    private static ulong Join(ulong seconds, ulong nanoseconds) =>
        seconds >= ulong.MaxValue / PerSecond ? ulong.MaxValue : (seconds * PerSecond) + nanoseconds;
}
