using System;
using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Ports that remember, one page of registers, and interrupt lines that a test pulls.</summary>
internal sealed class SimulatedHardware : IPortSpace, IInterruptLines
{
    private readonly Action?[] _served = new Action?[24];

    public SimulatedHardware(LinuxMachine machine)
    {
        Devices = new MachineDevices(machine.Files.Memory, this, this, (start, end) => start >= Registers && end <= Registers + 0x4000);
    }

    /// <summary>Where the device's registers are: beyond all memory.</summary>
    public static ulong Registers => 0x10_0000_0000;

    public MachineDevices Devices { get; }

    public List<(ushort Port, int Width, uint Value)> Written { get; } = [];

    /// <summary>Lines that were acknowledged.</summary>
    public List<int> Acknowledged { get; } = [];

    public bool IsServed(int line) => _served[line] is not null;

    public void Interrupt(int line) => _served[line]?.Invoke();

    public KernelObject Make(ObjectType type, ulong first, ulong last) => Devices.Make(new DeviceGrant(type, first, last, Rights.None, InterruptTrigger.Level)).Expect("there is such a device");

    public byte Read8(ushort port) => (byte)port;

    public ushort Read16(ushort port) => (ushort)(port * 0x101);

    public uint Read32(ushort port) => port * 0x1010101u;

    public void Write8(ushort port, byte value) => Written.Add((port, 1, value));

    public void Write16(ushort port, ushort value) => Written.Add((port, 2, value));

    public void Write32(ushort port, uint value) => Written.Add((port, 4, value));

    public Errno Claim(int line, InterruptTrigger trigger, Action arrived)
    {
        if (line is < 0 or >= 24 || _served[line] is not null)
        {
            return line is < 0 or >= 24 ? Errno.NoDeviceOrAddress : Errno.Busy;
        }

        _served[line] = arrived;
        return Errno.None;
    }

    public void Acknowledge(int line) => Acknowledged.Add(line);

    public void Release(int line) => _served[line] = null;
}
