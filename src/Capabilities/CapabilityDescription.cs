namespace Vela.Capabilities;

/// <summary>What there is to know about a capability without having it.</summary>
public readonly struct CapabilityDescription
{
    /// <summary>Its number in the table; with <see cref="Parent"/>, what a picture of the tree is drawn from.</summary>
    public uint Record { get; internal init; }

    /// <summary>The number of the record it was derived from, which may be a deleted one; 0 for a root.</summary>
    public uint Parent { get; internal init; }

    public ObjectType Type { get; internal init; }

    public Rights Rights { get; internal init; }

    public ulong Badge { get; internal init; }

    public Origin Origin { get; internal init; }

    /// <summary>0 if the capability was deleted and only joins its descendants to its ancestors.</summary>
    public ulong ObjectId { get; internal init; }

    /// <summary>The space or object that holds it; 0 if deleted.</summary>
    public ulong HolderId { get; internal init; }

    /// <summary>The quota that pays for it; 0 if deleted.</summary>
    public ulong PayerId { get; internal init; }

    public ulong GivenBy { get; internal init; }

    public bool IsDeleted => ObjectId == 0;
}
