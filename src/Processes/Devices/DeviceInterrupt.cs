using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>An interrupt line that a program serves: it waits, serves its device, and acknowledges.</summary>
/// <remarks>Owns the claim to the line. A level-triggered line stays masked from its interrupt until it is acknowledged, so that it cannot keep the machine busy.</remarks>
public sealed class DeviceInterrupt(IInterruptLines lines, int line) : KernelObject(ObjectType.DeviceInterrupt)
{
    public int Line { get; } = line;

    /// <summary>Interrupts since somebody last waited for them.</summary>
    public ulong Count { get; private set; }

    /// <summary>It has interrupted, or somebody's capability is gone.</summary>
    public FileEvent Arrived { get; } = new();

    /// <summary>The executive tells that it has interrupted.</summary>
    public void Arrive()
    {
        Count = unchecked(Count + 1);
        Arrived.WakeAll();
    }

    [NoAllocation]
    public void Clear() => Count = 0;

    public void Acknowledge() => lines.Acknowledge(Line);

    /// <summary>Nobody was given a capability.</summary>
    public void Discard() => lines.Release(Line);

    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        Arrived.WakeAll();
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Arrived.WakeAll();
        lines.Release(Line);
        return Capabilities.Progress.Done;
    }
}
