using System;

namespace Vela.Fs;

/// <summary>A moment in the life of a file: nanoseconds since 1970-01-01 UTC, as far as 2262.</summary>
public readonly struct FileTime(long nanoseconds) : IEquatable<FileTime>, IComparable<FileTime>
{
    private const ulong PerSecond = 1_000_000_000;

    public long Nanoseconds { get; } = nanoseconds;

    /// <summary>Whole seconds, rounded down.</summary>
    public long Seconds => unchecked(Nanoseconds >= 0 ? (long)((ulong)Nanoseconds / PerSecond) : ~(long)((ulong)~Nanoseconds / PerSecond)); // smaller than before

    /// <summary>The rest, 0 to 999,999,999.</summary>
    public uint Fraction => FractionOf(Seconds);

    public static bool operator ==(FileTime left, FileTime right) => left.Nanoseconds == right.Nanoseconds;

    public static bool operator !=(FileTime left, FileTime right) => left.Nanoseconds != right.Nanoseconds;

    public static bool operator <(FileTime left, FileTime right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(FileTime left, FileTime right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(FileTime left, FileTime right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(FileTime left, FileTime right) => left.Nanoseconds >= right.Nanoseconds;

    public static FileTime FromSeconds(long seconds, uint fraction = 0) => new((seconds * (long)PerSecond) + fraction);

    /// <summary>The rest, when the whole seconds are known already.</summary>
    public uint FractionOf(long seconds) => unchecked((uint)((ulong)Nanoseconds - ((ulong)seconds * PerSecond))); // below a second

    public bool Equals(FileTime other) => Nanoseconds == other.Nanoseconds;

    public override bool Equals(object? obj) => obj is FileTime other && Equals(other);

    public override int GetHashCode() => Nanoseconds.GetHashCode();

    public int CompareTo(FileTime other) => Nanoseconds.CompareTo(other.Nanoseconds);
}
