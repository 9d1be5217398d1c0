using Vela.Capabilities;
using Vela.Hal;

namespace Vela.Processes;

/// <summary>A part of a device that somebody is to have.</summary>
/// <param name="Type">DevicePorts, DeviceMemory or DeviceInterrupt.</param>
/// <param name="First">The first port, the first byte, or the line.</param>
/// <param name="Last">The last one.</param>
/// <param name="Rights">What may be done with it.</param>
/// <param name="Trigger">Of a line.</param>
public readonly record struct DeviceGrant(ObjectType Type, ulong First, ulong Last, Rights Rights, InterruptTrigger Trigger);
