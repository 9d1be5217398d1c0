using System;

namespace Vela.Primitives;

/// <summary>A byte's place in an address space, as instructions name it.</summary>
/// <remarks>Means something only together with an address space. M-01: physical and virtual never mix.</remarks>
public readonly struct VirtualAddress(ulong value) : IEquatable<VirtualAddress>, IComparable<VirtualAddress>
{
    public ulong Value { get; } = value;

    /// <summary>The page that holds this byte.</summary>
    public PageNumber Page => new(Value >> PageNumber.Shift);

    /// <summary>How many bytes into its page, 0 to 4095.</summary>
    public int OffsetInPage => (int)(Value & (PageNumber.Size - 1));

    public bool IsPageAligned => (Value & (PageNumber.Size - 1)) == 0;

    public static VirtualAddress operator +(VirtualAddress address, ulong bytes) => new(address.Value + bytes);

    public static ulong operator -(VirtualAddress end, VirtualAddress start) => end.Value - start.Value;

    public static bool operator ==(VirtualAddress left, VirtualAddress right) => left.Value == right.Value;

    public static bool operator !=(VirtualAddress left, VirtualAddress right) => left.Value != right.Value;

    public static bool operator <(VirtualAddress left, VirtualAddress right) => left.Value < right.Value;

    public static bool operator >(VirtualAddress left, VirtualAddress right) => left.Value > right.Value;

    public static bool operator <=(VirtualAddress left, VirtualAddress right) => left.Value <= right.Value;

    public static bool operator >=(VirtualAddress left, VirtualAddress right) => left.Value >= right.Value;

    public bool Equals(VirtualAddress other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is VirtualAddress other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public int CompareTo(VirtualAddress other) => Value.CompareTo(other.Value);

    public override string ToString() => $"0x{Value:x}";
}
