using Vela.Capabilities;
using Vela.Fs;

namespace Vela.Processes;

/// <summary>The machine's clock as an object: Read tells the time, Wait lets a program sleep by it and be woken.</summary>
/// <remarks>Owns nothing. What merely ends a wait, a timeout, needs no capability for it: it tells nobody the time.</remarks>
public sealed class TimeSource(IClocks clocks) : KernelObject(ObjectType.Clock)
{
    /// <summary>What a program may do with the clock that it is handed.</summary>
    public const Rights Usable = RightsTable.Common | Rights.Read | Rights.Wait;

    public IClocks Clocks { get; } = clocks;

    /// <summary>Somebody's capability for it is being revoked: who sleeps by the clock looks whether it was theirs.</summary>
    public FileEvent TakenBack { get; } = new();

    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        TakenBack.WakeAll();
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Capabilities.Progress.Done;
}
