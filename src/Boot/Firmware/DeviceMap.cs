using Vela.Hal;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>Maps device registers into the device window, uncached (SDM 3A, 12.5.2: UC by PCD and PWT).</summary>
public sealed unsafe class DeviceMap : IDeviceMap
{
    public Result<DeviceRegisters> Map(PhysicalAddress start, uint length)
    {
        byte* registers = KernelTables.MapDevice(start.Value, length);
        return registers == null ? Errno.NoMemory : new MappedRegisters(registers, length);
    }
}
