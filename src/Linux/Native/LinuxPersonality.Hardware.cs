using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Devices as capabilities (docs/abi/vela.md): a driver that is a program has its ports, its memory and its interrupt, and nothing else of the machine.</remarks>
public sealed partial class LinuxPersonality
{
    private static CallResult ReadPort(CapabilitySpace space, CapabilityHandle handle, ulong port, ulong width) =>
        space.Get<DevicePorts>(handle, Rights.Read, nameof(NativeCall.Input)).Ok(out DevicePorts? ports, out Errno error)
            && ports.Read(port, width).Ok(out uint value, out error)
                ? value
                : error;

    private static CallResult WritePort(CapabilitySpace space, CapabilityHandle handle, ulong port, ulong width, uint value) =>
        space.Get<DevicePorts>(handle, Rights.Write, nameof(NativeCall.Output)).Ok(out DevicePorts? ports, out Errno error) ? ports.Write(port, width, value) : error;

    /// <summary>A protection's bit for a mapping whose writes stay the caller's own.</summary>
    private const uint PrivateMapping = 8;

    /// <summary>Maps a part of an object where there is room. The mapping is below the capability. A device's is shared, and nothing in it is run.</summary>
    private static CallResult MapObject(Thread thread, CapabilityHandle handle, ulong offset, ulong length, uint protection)
    {
        CapabilitySpace space = thread.Process.Descriptors.Space;
        Access access = AccessOf(protection);
        bool isPrivate = (protection & PrivateMapping) != 0;
        bool isRunning = (access & Access.Execute) != 0;
        bool isMemory = space.TypeOf(handle) == ObjectType.MemoryObject;
        Rights needed = Rights.Map | Rights.Read | ((access & Access.Write) != 0 && !isPrivate ? Rights.Write : Rights.None)
            | (isRunning && isMemory ? Rights.Execute : Rights.None);
        if (!FindMappable(space, handle, needed).Ok(out VmObject? pages, out Errno error))
        {
            return error;
        }

        bool isInside = length != 0 && length <= pages.Size && offset <= pages.Size - length;
        if (!isInside || ((offset | length) & InPage) != 0 || (protection & ~(ProtectionMask | PrivateMapping)) != 0 || access == Access.None
            || (!isMemory && (isPrivate || isRunning)))
        {
            return Errno.Invalid;
        }

        if (!thread.Process.GetMemory(Rights.Map, nameof(NativeCall.Map)).Ok(out ProgramMemory? memory, out error)
            || (error = thread.Process.Descriptors.CheckPurse(nameof(NativeCall.Map))) != Errno.None
            || !memory.Files.Add(space, handle, null, needed).Ok(out uint badge, out error))
        {
            return error;
        }

        Result<PageNumber> mapped = memory.Space.Map(new MapRequest
        {
            Pages = length >> PageNumber.Shift,
            Access = access,
            MaxAccess = access | Access.Read | (isPrivate ? Access.Write : Access.None),
            Placement = Placement.Hint,
            Object = pages,
            Offset = offset >> PageNumber.Shift,
            Flags = isPrivate ? RegionFlags.None : RegionFlags.Shared,
            Badge = badge,
        });
        memory.Space.HasLostBadge |= !mapped.IsOk;
        memory.Files.Settle();
        return mapped.Ok(out PageNumber start, out error) ? CallResult.Address(start.Address.Value) : Repeat(thread, error);
    }

    private static Result<VmObject> FindMappable(CapabilitySpace space, CapabilityHandle handle, Rights needed) =>
        space.TypeOf(handle) == ObjectType.MemoryObject
            ? space.Get<PagedMemory>(handle, needed, nameof(NativeCall.Map)).Ok(out PagedMemory? memory, out Errno refused) ? memory.Pages : refused
            : space.Get<DeviceMemory>(handle, needed, nameof(NativeCall.Map)).Ok(out DeviceMemory? device, out Errno error) ? device.Pages : error;

    private static CallResult WaitForInterrupt(Thread thread, ref CallProgress progress, CapabilityHandle handle, ulong into, ulong timeout)
    {
        if (!thread.Process.Descriptors.Space.Get<DeviceInterrupt>(handle, Rights.Wait, nameof(NativeCall.Wait)).Ok(out DeviceInterrupt? interrupt, out Errno error))
        {
            return error;
        }

        if (interrupt.Count == 0)
        {
            return WaitUntil(thread, ref progress, interrupt.Arrived, timeout);
        }

        FileOutcome outcome = TryWriteWord(thread, into, interrupt.Count);
        if (outcome.IsDone)
        {
            interrupt.Clear();
        }

        return Finish(thread, outcome);
    }

    private static Errno AcknowledgeInterrupt(CapabilitySpace space, CapabilityHandle handle)
    {
        if (space.Get<DeviceInterrupt>(handle, Rights.Configure, nameof(NativeCall.Acknowledge)).Ok(out DeviceInterrupt? interrupt, out Errno error))
        {
            interrupt.Acknowledge();
        }

        return error;
    }
}
