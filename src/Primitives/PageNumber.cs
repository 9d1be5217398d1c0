using System;

namespace Vela.Primitives;

/// <summary>A 4 KiB page of an address space, or of a memory object: address or offset divided by 4096.</summary>
public readonly struct PageNumber(ulong value) : IEquatable<PageNumber>, IComparable<PageNumber>
{
    public const int Shift = 12;
    public const ulong Size = 1UL << Shift;

    public ulong Value { get; } = value;

    /// <summary>The address of the page's first byte.</summary>
    public VirtualAddress Address => new(Value << Shift);

    public static PageNumber operator +(PageNumber page, ulong pages) => new(page.Value + pages);

    public static PageNumber operator -(PageNumber page, ulong pages) => new(page.Value - pages);

    public static ulong operator -(PageNumber end, PageNumber start) => end.Value - start.Value;

    public static bool operator ==(PageNumber left, PageNumber right) => left.Value == right.Value;

    public static bool operator !=(PageNumber left, PageNumber right) => left.Value != right.Value;

    public static bool operator <(PageNumber left, PageNumber right) => left.Value < right.Value;

    public static bool operator >(PageNumber left, PageNumber right) => left.Value > right.Value;

    public static bool operator <=(PageNumber left, PageNumber right) => left.Value <= right.Value;

    public static bool operator >=(PageNumber left, PageNumber right) => left.Value >= right.Value;

    public bool Equals(PageNumber other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is PageNumber other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public int CompareTo(PageNumber other) => Value.CompareTo(other.Value);

    public override string ToString() => $"page:0x{Value:x}";
}
