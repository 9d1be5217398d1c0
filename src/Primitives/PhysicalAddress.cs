using System;

namespace Vela.Primitives;

/// <summary>A byte's place in physical memory, as the memory controller and page-table entries know it.</summary>
/// <remarks>Never a pointer: physical memory is reached through the direct map only. M-01: physical and virtual never mix.</remarks>
public readonly struct PhysicalAddress(ulong value) : IEquatable<PhysicalAddress>, IComparable<PhysicalAddress>
{
    public ulong Value { get; } = value;

    /// <summary>The frame that holds this byte.</summary>
    public FrameNumber Frame => new(Value >> FrameNumber.Shift);

    public bool IsFrameAligned => (Value & (FrameNumber.Size - 1)) == 0;

    public static PhysicalAddress operator +(PhysicalAddress address, ulong bytes) => new(address.Value + bytes);

    public static ulong operator -(PhysicalAddress end, PhysicalAddress start) => end.Value - start.Value;

    public static bool operator ==(PhysicalAddress left, PhysicalAddress right) => left.Value == right.Value;

    public static bool operator !=(PhysicalAddress left, PhysicalAddress right) => left.Value != right.Value;

    public static bool operator <(PhysicalAddress left, PhysicalAddress right) => left.Value < right.Value;

    public static bool operator >(PhysicalAddress left, PhysicalAddress right) => left.Value > right.Value;

    public static bool operator <=(PhysicalAddress left, PhysicalAddress right) => left.Value <= right.Value;

    public static bool operator >=(PhysicalAddress left, PhysicalAddress right) => left.Value >= right.Value;

    public bool Equals(PhysicalAddress other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is PhysicalAddress other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public int CompareTo(PhysicalAddress other) => Value.CompareTo(other.Value);

    public override string ToString() => $"phys:0x{Value:x}";
}
