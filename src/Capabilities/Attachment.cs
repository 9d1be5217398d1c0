using System;

namespace Vela.Capabilities;

/// <summary>A use of a capability by an object rather than by a space: a mapping, an exclusive open, a server's hold on what it serves.</summary>
/// <remarks>
/// Kernel rooms keep this value in their own slab nodes (8 bytes); programs never see it. It is a record in the derivation tree like any capability:
/// it keeps its object alive, is charged, and is revoked with what it came from. That is how a revocation reaches live mappings by one walk.
/// </remarks>
public readonly struct Attachment : IEquatable<Attachment>
{
    internal Attachment(uint record, uint generation)
    {
        Record = record;
        Generation = generation;
    }

    public static Attachment None => default;

    public bool IsNone => Record == 0;

    internal uint Record { get; }

    internal uint Generation { get; }

    public static bool operator ==(Attachment left, Attachment right) => left.Equals(right);

    public static bool operator !=(Attachment left, Attachment right) => !left.Equals(right);

    public bool Equals(Attachment other) => Record == other.Record && Generation == other.Generation;

    public override bool Equals(object? obj) => obj is Attachment other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Record, Generation);
}
