using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A word of bits: whoever may signal sets some, whoever may wait takes them all. Nothing is counted and nothing is queued.</summary>
/// <remarks>Owns the bits and the list of those who wait. Invariant: a wait that is over has taken at least one bit.</remarks>
public sealed class Notification() : KernelObject(ObjectType.Notification)
{
    /// <summary>The bits that have been set and not taken.</summary>
    public ulong Bits { get; private set; }

    /// <summary>Bits have been set, or somebody's capability is gone.</summary>
    public FileEvent Changed { get; } = new();

    [NoAllocation]
    public void Signal(ulong bits)
    {
        Bits |= bits;
        Changed.WakeAll();
    }

    /// <summary>The bits are the caller's.</summary>
    [NoAllocation]
    public void Clear() => Bits = 0;

    /// <summary>Whoever waits looks again, and finds that its capability is gone.</summary>
    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        Changed.WakeAll();
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Changed.WakeAll();
        return Capabilities.Progress.Done;
    }
}
