using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>One page of the device window whose entry changes.</summary>
public sealed unsafe class DeviceWindow : IDeviceWindow
{
    private readonly byte* _start;
    private readonly ulong* _entry;
    private readonly DeviceRegisters _registers;

    public DeviceWindow()
    {
        _start = KernelTables.MapDevice(0, FrameNumber.Size);
        Panic.When(_start == null, "there is no memory for a page table");
        _entry = KernelTables.FindEntry((ulong)_start);
        *_entry = 0;
        _registers = new MappedRegisters(_start, (uint)FrameNumber.Size);
    }

    public DeviceRegisters Show(FrameNumber page)
    {
        *_entry = page.Address.Value
            | KernelTables.Present | KernelTables.Writable | KernelTables.NoExecute | KernelTables.CacheDisabled | KernelTables.WriteThrough;
        Cpu.InvalidatePage((ulong)_start);
        return _registers;
    }
}
