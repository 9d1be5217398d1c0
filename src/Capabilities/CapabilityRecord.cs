namespace Vela.Capabilities;

/// <summary>The cold half of a capability: who holds it, who pays, and its place in the derivation tree. No references.</summary>
internal struct CapabilityRecord
{
    /// <summary>A slot number that no space has: the record is an attachment.</summary>
    public const uint NoSlot = uint.MaxValue;

    public ulong Badge;

    /// <summary>The <see cref="KernelObject.Id"/> of the space or holder it was made or taken from; 0 for a created one.</summary>
    public ulong GivenBy;

    /// <summary>Parent in the derivation tree; 0 for a root. While free: the next free record.</summary>
    public uint Parent;
    public uint FirstChild;
    public uint NextSibling;
    public uint PreviousSibling;

    /// <summary>The object it is for; 0 in a tombstone.</summary>
    public uint Object;

    /// <summary>The object that holds it: a <see cref="CapabilitySpace"/>, or what it is attached to; 0 in a tombstone.</summary>
    public uint Holder;

    /// <summary>Its slot in the holding space, or <see cref="NoSlot"/>.</summary>
    public uint Slot;

    /// <summary>The <see cref="Quota"/> it is charged to.</summary>
    public uint Payer;

    /// <summary>Counts up whenever the record is freed, so that attachments and cursors know that theirs is gone.</summary>
    public uint Generation;
    public Rights Rights;
    public ObjectType Type;
    public Origin Origin;
    public RecordState State;

    /// <summary>A revocation of this record's descendants is running.</summary>
    public bool IsRevoking;

    public readonly bool IsLive => State == RecordState.Live;

    public readonly bool HasOneChild(RecordSlab records) => FirstChild != 0 && records[FirstChild].NextSibling == 0;
}
