using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Which rights a capability of each type may carry. docs/capabilities.md holds the same table, and a test compares them.</summary>
public static class RightsTable
{
    /// <summary>Rights about the capability itself, which every type has.</summary>
    public const Rights Common = Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Strong;

    /// <summary>The rights a weak capability may keep, whatever its type: those that change nothing (KeyKOS' sense key).</summary>
    public const Rights WeakMask = Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Read | Rights.Execute | Rights.Map | Rights.ReadState;

    /// <summary>How many values <see cref="ObjectType"/> has, None included.</summary>
    public const int TypeCount = (int)ObjectType.CapabilitySpace + 1;

    /// <summary>Every right a capability of this type may carry, the common ones included.</summary>
    /// <remarks>A container has all that a process has, a process all that a thread has, and a directory all that a file has, because the one is reached through the other.</remarks>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rights Applicable(ObjectType type) => type switch
    {
        ObjectType.AddressSpace => Common | Rights.Read | Rights.Write | Rights.Map | Rights.Unmap | Rights.Protect,
        ObjectType.MemoryObject => Common | Memory | Rights.Resize,
        ObjectType.Region => Common | Memory,
        ObjectType.Directory => Common | File | Rights.Create | Rights.Remove,
        ObjectType.File => Common | File,
        ObjectType.Process => Common | Thread | Rights.SetPager | Rights.Create | Rights.Configure,
        ObjectType.Thread => Common | Thread,
        ObjectType.Endpoint => Common | Rights.Send | Rights.Receive | Rights.Grant | Rights.Badge,
        ObjectType.Notification => Common | Rights.Signal | Rights.Wait | Rights.Badge,
        ObjectType.Pager => Common | Rights.Receive | Rights.Supply | Rights.Create,
        ObjectType.Container => Common | Thread | Rights.SetPager | Rights.Create | Rights.Configure,
        ObjectType.Quota => Common | Rights.Charge | Rights.Split,
        ObjectType.Clock => Common | Rights.Read | Rights.Write | Rights.Wait,
        ObjectType.Console => Common | Rights.Read | Rights.Write | Rights.Configure,
        ObjectType.DevicePorts => Common | Rights.Read | Rights.Write,
        ObjectType.DeviceMemory => Common | Rights.Read | Rights.Write | Rights.Map,
        ObjectType.DeviceInterrupt => Common | Rights.Wait | Rights.Configure,
        ObjectType.CapabilitySpace => Common | Rights.Read | Rights.Create | Rights.Remove,
        _ => Rights.None,
    };

    private const Rights Memory = Rights.Read | Rights.Write | Rights.Execute | Rights.Map;

    private const Rights File = Memory | Rights.Append | Rights.Resize | Rights.Configure;

    private const Rights Thread = Rights.Run | Rights.Suspend | Rights.Destroy | Rights.ReadState | Rights.WriteState
        | Rights.Schedule | Rights.Signal | Rights.Wait;
}
