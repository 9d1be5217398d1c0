using System;

namespace Vela.Primitives;

/// <summary>A 4 KiB frame of physical memory: physical address divided by 4096.</summary>
/// <remarks>
/// Frame 0 is never handed out, so <see cref="None"/> is also the default value: nobody can mistake "no frame" for memory
/// (the seeds mapped address 0 once, C-08 and seed bug 4).
/// </remarks>
public readonly struct FrameNumber(ulong value) : IEquatable<FrameNumber>, IComparable<FrameNumber>
{
    public const int Shift = 12;
    public const ulong Size = 1UL << Shift;

    public static FrameNumber None => default;

    public ulong Value { get; } = value;

    public bool IsNone => Value == 0;

    /// <summary>The address of the frame's first byte.</summary>
    public PhysicalAddress Address => new(Value << Shift);

    public static FrameNumber operator +(FrameNumber frame, ulong frames) => new(frame.Value + frames);

    public static ulong operator -(FrameNumber end, FrameNumber start) => end.Value - start.Value;

    public static bool operator ==(FrameNumber left, FrameNumber right) => left.Value == right.Value;

    public static bool operator !=(FrameNumber left, FrameNumber right) => left.Value != right.Value;

    public static bool operator <(FrameNumber left, FrameNumber right) => left.Value < right.Value;

    public static bool operator >(FrameNumber left, FrameNumber right) => left.Value > right.Value;

    public static bool operator <=(FrameNumber left, FrameNumber right) => left.Value <= right.Value;

    public static bool operator >=(FrameNumber left, FrameNumber right) => left.Value >= right.Value;

    public bool Equals(FrameNumber other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is FrameNumber other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public int CompareTo(FrameNumber other) => Value.CompareTo(other.Value);

    public override string ToString() => IsNone ? "frame:none" : $"frame:0x{Value:x}";
}
