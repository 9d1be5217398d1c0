using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Makes the registers of devices reachable.</summary>
public interface IDeviceMap
{
    /// <summary>Maps a region for as long as the machine runs.</summary>
    /// <param name="start">Where the device answers, in any memory that is not RAM.</param>
    /// <param name="length">In bytes, at most 4 GiB.</param>
    /// <returns><see cref="Errno.NoMemory"/>: there is none for the page tables.</returns>
    Result<DeviceRegisters> Map(PhysicalAddress start, uint length);
}
