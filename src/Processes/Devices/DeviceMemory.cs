using Vela.Capabilities;
using Vela.Memory;

namespace Vela.Processes;

/// <summary>Physical addresses where a device answers, to be mapped: never memory, never executable, never cached.</summary>
/// <remarks>Owns a hold on the pages. A mapping is an attachment below the capability it was made with, and goes with that.</remarks>
public sealed class DeviceMemory(VmObject pages) : KernelObject(ObjectType.DeviceMemory)
{
    public VmObject Pages { get; } = pages;

    /// <summary>Nobody was given a capability.</summary>
    public void Discard() => Pages.Release();

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Pages.Release();
        return Capabilities.Progress.Done;
    }
}
