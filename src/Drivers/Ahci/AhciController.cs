using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>A SATA controller by the AHCI interface: up to 32 ports, one interrupt (AHCI 1.3.1).</summary>
/// <remarks>Owns: the controller's own registers. Each port with a disk is an <see cref="AhciDisk"/>; CD drives and port multipliers are left alone.</remarks>
public sealed class AhciController
{
    /// <summary>PCI's class, subclass and programming interface.</summary>
    public const byte Class = 1;
    public const byte Subclass = 6;
    public const byte Interface = 1;

    private const int Bar = 5;
    private const uint LongestRegion = 0x1100;
    private const uint ShortestRegion = 0x180;

    private const uint Capabilities = 0x00;
    private const uint Control = 0x04;
    private const uint InterruptStatus = 0x08;
    private const uint PortsImplemented = 0x0c;
    private const uint MoreCapabilities = 0x24;
    private const uint Handoff = 0x28;
    private const uint InterruptsOn = 0x02;
    private const uint AhciOn = 0x8000_0000;
    private const uint HasHandoff = 1;
    private const uint FirmwareOwns = 1;
    private const uint KernelOwns = 2;
    private const int HandoffPolls = 400;

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(5);

    private readonly DeviceRegisters _registers;
    private readonly Frames _frames;
    private readonly IExecutive _executive;
    private readonly AhciDisk?[] _disks = new AhciDisk?[32];

    private AhciController(DeviceRegisters registers, Frames frames, IExecutive executive)
    {
        _registers = registers;
        _frames = frames;
        _executive = executive;
    }

    /// <summary>Maps the registers. <see cref="Errno.NoDevice"/>: there are none.</summary>
    public static Result<AhciController> Open(PciBus bus, PciFunction function, IDeviceMap map, Frames frames, IExecutive executive)
    {
        PciBar bar = bus.ReadBar(function, Bar);
        if (bar.Kind is not (PciBarKind.Memory or PciBarKind.PrefetchableMemory) || bar.Length < ShortestRegion)
        {
            return Errno.NoDevice;
        }

        bus.Enable(function);
        if (!map.Map(new PhysicalAddress(bar.Address), (uint)Math.Min(bar.Length, LongestRegion)).Ok(out DeviceRegisters? registers, out Errno error))
        {
            return error;
        }

        return new AhciController(registers, frames, executive);
    }

    /// <summary>Takes the controller over from the firmware and starts every port that has a disk.</summary>
    /// <param name="name">Gives the next disk its name.</param>
    public async KernelTask<List<AhciDisk>> FindDisks(Func<string> name)
    {
        List<AhciDisk> found = [];
        await TakeOver();
        _registers.Write32(Control, AhciOn);
        uint capabilities = _registers.Read32(Capabilities);
        uint implemented = _registers.Read32(PortsImplemented);
        for (int index = 0; index < _disks.Length; index++)
        {
            if ((implemented >> index & 1) == 0 || AhciPort.StartOf(index) + AhciPort.Length > _registers.Length)
            {
                continue;
            }

            AhciPort port = new(_registers, index, capabilities);
            if (await AhciDisk.Start(port, _frames, name, _executive) is { } disk)
            {
                _disks[index] = disk;
                found.Add(disk);
            }
        }

        _registers.Write32(InterruptStatus, uint.MaxValue);
        _registers.Write32(Control, AhciOn | InterruptsOn);
        return found;
    }

    /// <summary>The controller's line has interrupted, or another device's on the same line.</summary>
    public void Serve()
    {
        uint pending = _registers.Read32(InterruptStatus);
        for (int index = 0; index < _disks.Length; index++)
        {
            if ((pending >> index & 1) != 0)
            {
                _disks[index]?.Serve();
            }
        }

        // The port's own status is cleared first: it would raise this one again at once (AHCI 1.3.1, 10.7.2.1).
        _registers.Write32(InterruptStatus, pending);
    }

    private async KernelTask TakeOver()
    {
        if ((_registers.Read32(MoreCapabilities) & HasHandoff) == 0)
        {
            return;
        }

        _registers.Write32(Handoff, _registers.Read32(Handoff) | KernelOwns);
        for (int polls = 0; polls < HandoffPolls && (_registers.Read32(Handoff) & FirmwareOwns) != 0; polls++)
        {
            _ = await _executive.Delay(_poll);
        }
    }
}
