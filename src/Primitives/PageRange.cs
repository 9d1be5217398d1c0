using System;

namespace Vela.Primitives;

/// <summary>The pages from <see cref="Start"/> up to, not including, <see cref="End"/>. Never empty.</summary>
/// <remarks>Byte lengths end at the system-call edge; past it there are only ranges of pages (C-33: a byte count was once passed as pages).</remarks>
public readonly struct PageRange : IEquatable<PageRange>
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="end"/> is not above <paramref name="start"/>.</exception>
    public PageRange(PageNumber start, PageNumber end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start.Value, end.Value, nameof(start));
        Start = start;
        End = end;
    }

    public PageNumber Start { get; }

    public PageNumber End { get; }

    /// <summary>How many pages, at least 1.</summary>
    public ulong Count => End - Start;

    public static bool operator ==(PageRange left, PageRange right) => left.Equals(right);

    public static bool operator !=(PageRange left, PageRange right) => !left.Equals(right);

    /// <summary>The range of <paramref name="count"/> pages, at least 1, from <paramref name="start"/>.</summary>
    public static PageRange Of(PageNumber start, ulong count) => new(start, start + count);

    public bool Contains(PageNumber page) => page >= Start && page < End;

    public bool Contains(PageRange other) => other.Start >= Start && other.End <= End;

    public bool Intersects(PageRange other) => other.Start < End && Start < other.End;

    /// <summary>The pages that both ranges hold; false when there are none.</summary>
    public bool TryIntersect(PageRange other, out PageRange common)
    {
        PageNumber start = Start > other.Start ? Start : other.Start;
        PageNumber end = End < other.End ? End : other.End;
        if (start >= end)
        {
            common = default;
            return false;
        }

        common = new PageRange(start, end);
        return true;
    }

    public bool Equals(PageRange other) => Start == other.Start && End == other.End;

    public override bool Equals(object? obj) => obj is PageRange other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Start, End);

    public override string ToString() => $"[0x{Start.Value:x}, 0x{End.Value:x})";
}
