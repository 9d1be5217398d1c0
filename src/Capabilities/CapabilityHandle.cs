using System;

namespace Vela.Capabilities;

/// <summary>A program's name for a capability in its space: index, audience and generation. Means nothing in any other space.</summary>
/// <remarks>
/// <code>
///  63            32 31      28 27              0
/// +----------------+----------+-----------------+
/// |   generation   | audience |      index      |
/// +----------------+----------+-----------------+
/// </code>
/// A handle is a plain number and gives nothing by itself: <see cref="CapabilitySpace"/> looks it up, so inventing one can only ever hit what the
/// inventor already holds. Index and audience are read as one word: an audience other than Private lies beyond every slot array, so the bounds check
/// of the fast path sends it the slow way.
/// </remarks>
public readonly struct CapabilityHandle(ulong value) : IEquatable<CapabilityHandle>
{
    public const int IndexBits = 28;

    private const int GenerationShift = 32;
    private const uint AudienceMask = 0xf;

    internal CapabilityHandle(uint index, Audience audience, uint generation)
        : this(((ulong)generation << GenerationShift) | ((ulong)audience << IndexBits) | index)
    {
    }

    /// <summary>No capability. Generations start at 1, so no slot ever answers to it.</summary>
    public static CapabilityHandle None => default;

    /// <summary>What was withheld or is gone: unlike <see cref="None"/>, which may stand for a capability that goes without saying.</summary>
    public static CapabilityHandle Nothing => new(uint.MaxValue);

    /// <summary>The number that crosses the ABI. Any number may come back.</summary>
    public ulong Value { get; } = value;

    public Audience Audience => (Audience)((IndexAndAudience >> IndexBits) & AudienceMask);

    internal bool IsPrivate => IndexAndAudience >> IndexBits == (uint)Audience.Private;

    internal uint IndexAndAudience => unchecked((uint)Value);

    public uint Index => IndexAndAudience & ((1u << IndexBits) - 1);

    internal uint Generation => unchecked((uint)(Value >> GenerationShift));

    public static bool operator ==(CapabilityHandle left, CapabilityHandle right) => left.Value == right.Value;

    public static bool operator !=(CapabilityHandle left, CapabilityHandle right) => left.Value != right.Value;

    public bool Equals(CapabilityHandle other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is CapabilityHandle other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value == 0 ? "capability:none" : $"capability:{Audience}:{Index}#{Generation}";

    internal CapabilityHandle As(Audience audience) => new(Index, audience, Generation);
}
