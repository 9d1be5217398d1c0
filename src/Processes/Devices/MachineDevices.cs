using System;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The devices of the machine, as objects that capabilities can be given for: ranges of ports and of memory, interrupt lines.</summary>
/// <remarks>Owns: nothing. Whoever has this can make a capability for any device, whoever drives it now: only the kernel's own shell has it.</remarks>
/// <param name="memory">Where device memory is mapped from.</param>
/// <param name="ports">The port space.</param>
/// <param name="lines">The interrupt lines.</param>
/// <param name="isForDevices">Whether no byte of [first, second) is memory.</param>
public sealed class MachineDevices(VirtualMemory memory, IPortSpace ports, IInterruptLines lines, Func<ulong, ulong, bool> isForDevices)
{
    private const int MostAddressBits = 46; // what an outcome and a page-table entry hold for sure

    /// <summary>Makes one; nobody has a capability for it yet.</summary>
    /// <returns>Invalid: there is no such range; NotPermitted: it is memory; Busy, NoDeviceOrAddress: of a line.</returns>
    public Result<KernelObject> Make(in DeviceGrant wanted)
    {
        if (wanted.Last < wanted.First)
        {
            return Errno.Invalid;
        }

        switch (wanted.Type)
        {
            case ObjectType.DevicePorts:
                return wanted.Last > ushort.MaxValue ? Errno.Invalid : new DevicePorts(ports, (ushort)wanted.First, (ushort)wanted.Last);
            case ObjectType.DeviceMemory:
                return MakeMemory(wanted.First, wanted.Last);
            case ObjectType.DeviceInterrupt:
                DeviceInterrupt made = new(lines, wanted.First > int.MaxValue ? -1 : (int)wanted.First);
                Errno error = lines.Claim(made.Line, wanted.Trigger, made.Arrive);
                return error == Errno.None ? made : error;
            default:
                return Errno.Invalid;
        }
    }

    private Result<KernelObject> MakeMemory(ulong first, ulong last)
    {
        if (last >> MostAddressBits != 0 || ((first | (last + 1)) & (PageNumber.Size - 1)) != 0)
        {
            return Errno.Invalid;
        }

        return isForDevices(first, last + 1)
            ? new DeviceMemory(memory.CreatePhysical(new FrameNumber(first >> FrameNumber.Shift), (last + 1 - first) >> FrameNumber.Shift), first)
            : Errno.NotPermitted;
    }
}
