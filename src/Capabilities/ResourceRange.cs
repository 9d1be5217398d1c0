using System;

namespace Vela.Capabilities;

/// <summary>Numbers from <see cref="First"/> up to and including <see cref="Last"/>: ports, interrupt lines, bytes of device memory. Never empty.</summary>
/// <remarks>
/// Inclusive, so that the last port and the last byte of the address space can be named in 64 bits. C-89: the seed's check of an interrupt range joined its two
/// comparisons the wrong way and let every line pass, and its sums of start and size could wrap; here nothing is added.
/// </remarks>
public readonly struct ResourceRange : IEquatable<ResourceRange>
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="last"/> is below <paramref name="first"/>.</exception>
    public ResourceRange(ulong first, ulong last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        First = first;
        Last = last;
    }

    public ulong First { get; }

    public ulong Last { get; }

    public static bool operator ==(ResourceRange left, ResourceRange right) => left.Equals(right);

    public static bool operator !=(ResourceRange left, ResourceRange right) => !left.Equals(right);

    public bool Contains(ulong number) => number >= First && number <= Last;

    public bool Contains(ResourceRange other) => other.First >= First && other.Last <= Last;

    public bool Equals(ResourceRange other) => First == other.First && Last == other.Last;

    public override bool Equals(object? obj) => obj is ResourceRange other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(First, Last);

    public override string ToString() => $"[0x{First:x}, 0x{Last:x}]";
}
