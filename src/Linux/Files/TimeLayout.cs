using System;
using System.Buffers.Binary;

namespace Vela.Linux;

/// <summary>struct timespec: seconds, nanoseconds.</summary>
internal static class TimeLayout
{
    public const int Bytes = 16;
    public const ulong PerSecond = 1_000_000_000;

    public static void Write(ulong nanoseconds, Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, nanoseconds / PerSecond);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], nanoseconds % PerSecond);
    }

    /// <summary>struct timeval, whose microseconds may be more than a second (select(2)); as <see cref="TryRead"/>.</summary>
    public static bool TryReadMicroseconds(ReadOnlySpan<byte> from, out ulong nanoseconds)
    {
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(from);
        long microseconds = BinaryPrimitives.ReadInt64LittleEndian(from[8..]);
        nanoseconds = ulong.MaxValue;
        if (seconds < 0 || microseconds < 0)
        {
            return false;
        }

        ulong whole = (ulong)seconds + ((ulong)microseconds / 1_000_000);
        if (whole < ulong.MaxValue / PerSecond)
        {
            nanoseconds = (whole * PerSecond) + ((ulong)microseconds % 1_000_000 * 1000);
        }

        return true;
    }

    /// <summary>A length of time, in nanoseconds; what is longer than can be told is forever. False when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out ulong nanoseconds)
    {
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(from);
        ulong fraction = BinaryPrimitives.ReadUInt64LittleEndian(from[8..]);
        bool isTime = seconds >= 0 && fraction < PerSecond;
        nanoseconds = !isTime ? 0
            : (ulong)seconds >= ulong.MaxValue / PerSecond ? ulong.MaxValue
            : ((ulong)seconds * PerSecond) + fraction;
        return isTime;
    }
}
