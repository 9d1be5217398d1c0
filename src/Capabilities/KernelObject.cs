namespace Vela.Capabilities;

/// <summary>What an object must be to be held by capabilities.</summary>
/// <remarks>
/// Purpose: the object's side of the gate, and nothing more. Derived classes are sealed (the gate compares exact types), live in the rooms above,
/// and are handed out by <see cref="CapabilitySpace.Get{T}(CapabilityHandle, Rights, string)"/> only.
/// Owns: its type, its count of capabilities. Does not own: the capabilities; they are records in the <see cref="CapabilityTable"/>.
/// States: unknown → (first capability) registered → (last capability deleted) doomed → destroyed, or registered again if it is handed out anew.
/// The object's life ends there, in <see cref="OnLastCapabilityDeleted"/>, never in a finalizer.
/// Hooks run at the end of a capability operation or in <see cref="CapabilityTable.Reap"/>. They may Detach and Delete; they may not revoke or derive.
/// </remarks>
public abstract class KernelObject
{
    protected KernelObject(ObjectType type)
    {
        Type = type;
    }

    public ObjectType Type { get; }

    /// <summary>A number that no other object of this table ever had; 0 before the object was first handed out. For people, not for programs.</summary>
    public ulong Id { get; internal set; }

    /// <summary>How many capabilities and attachments name this object.</summary>
    public int CapabilityCount { get; internal set; }

    /// <summary>Where the <see cref="ObjectTable"/> has it; 0 while unregistered.</summary>
    internal uint Index { get; set; }

    /// <summary>How many records name it as holder or payer. Its index is kept until there are none.</summary>
    internal int RecordUses { get; set; }

    /// <summary>Who pays for the object itself while it is registered.</summary>
    public Quota? PaidBy => Payer;

    internal Quota? Payer { get; set; }

    internal KernelObject? NextDoomed { get; set; }

    internal bool IsDoomed { get; set; }

    internal bool IsDestroyed { get; set; }

    /// <summary>The last capability is gone: free what the object owns. Bounded work a call; called again while it answers Again.</summary>
    protected internal abstract Progress OnLastCapabilityDeleted();

    /// <summary>
    /// A capability for this object, or an attachment that this object holds, is being revoked: unmap the region, wake the waiters.
    /// Called for the object first, then for the holder if that is another. Bounded work a call.
    /// </summary>
    /// <remarks>Answering Again means being called again for the same capability, both objects of it: the hook must bear repetition. No handle finds the capability any more.</remarks>
    protected internal virtual Progress OnRevoked(in RevokedCapability revoked) => Progress.Done;

    /// <summary>One more, or one less, of its capabilities carries Receive: whether there is anybody to answer. Must only note so; it may wake threads.</summary>
    protected internal virtual void CountReceivers(int change)
    {
    }

    /// <summary>Stops the machine if it has counted another number.</summary>
    protected internal virtual void CheckReceivers(int counted)
    {
    }
}
