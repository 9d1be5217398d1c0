using Vela.Capabilities;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Physical addresses where a device answers, to be mapped: never memory, never executable, never cached.</summary>
/// <remarks>Owns a hold on the pages. A mapping is an attachment below the capability it was made with, and goes with that.</remarks>
/// <param name="pages">What is mapped.</param>
/// <param name="first">The first address, of a page.</param>
public sealed class DeviceMemory(VmObject pages, ulong first) : KernelObject(ObjectType.DeviceMemory)
{
    public VmObject Pages { get; } = pages;

    /// <summary>Its first address.</summary>
    public ulong First { get; } = first;

    /// <summary>What a space has for a range of addresses: the first 16,384 of its capabilities are looked at.</summary>
    /// <param name="space">Of who asks.</param>
    /// <param name="needed">What is to be done.</param>
    /// <param name="address">The first.</param>
    /// <param name="bytes">How many; 0: any of a device's.</param>
    /// <param name="handle">Its capability.</param>
    /// <param name="operation">Named in the denial.</param>
    /// <returns>NotPermitted: there is none, and that is noted.</returns>
    public static Result<DeviceMemory> Find(CapabilitySpace space, Rights needed, ulong address, ulong bytes, out CapabilityHandle handle, string operation)
    {
        CapabilitySearch search = new(ObjectType.DeviceMemory, Rights.None);
        CapabilityHandle weaker = CapabilityHandle.None;
        while (space.Find(ref search).Ok(out handle, out _))
        {
            if (space.Get<DeviceMemory>(handle, Rights.None, operation).Ok(out DeviceMemory? memory, out _) && memory.Covers(address, bytes))
            {
                if ((space.RightsOf(handle) & needed) == needed)
                {
                    return memory;
                }

                weaker = handle;
            }
        }

        if (weaker == CapabilityHandle.None)
        {
            return space.DenyUncovered(ObjectType.DeviceMemory, needed, operation);
        }

        _ = space.Get<DeviceMemory>(weaker, needed, operation); // it says no, and that is noted
        return Errno.NotPermitted;
    }

    /// <summary>Nobody was given a capability.</summary>
    public void Discard() => Pages.Release();

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Pages.Release();
        return Capabilities.Progress.Done;
    }

    private bool Covers(ulong address, ulong bytes) => bytes == 0 || (address >= First && address - First < Pages.Size && bytes <= Pages.Size - (address - First));
}
