namespace Vela.Capabilities;

/// <summary>One step of where a capability came from: itself first, then its parent, and so on.</summary>
public readonly struct ProvenanceStep(ObjectType type, ulong objectId, Rights rights, Origin origin, ulong givenBy, ulong holderId)
{
    public ObjectType Type { get; } = type;

    /// <summary>0 if this ancestor has been deleted.</summary>
    public ulong ObjectId { get; } = objectId;

    public Rights Rights { get; } = rights;

    public Origin Origin { get; } = origin;

    /// <summary>The space it was made or taken from; 0 if it was created.</summary>
    public ulong GivenBy { get; } = givenBy;

    /// <summary>Who holds it; 0 if this ancestor has been deleted.</summary>
    public ulong HolderId { get; } = holderId;

    public override string ToString() => $"{Origin} {Type}#{ObjectId} [{Rights}] in #{HolderId} from #{GivenBy}";
}
