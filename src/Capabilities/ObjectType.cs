namespace Vela.Capabilities;

/// <summary>What kind of thing a capability gives authority over. The rights that each may carry are in <see cref="RightsTable"/>.</summary>
/// <remarks>
/// C-81: the seeds' TCTRL and EXREGS are Process and Thread; MAP is MemoryObject, Region and DeviceMemory; IPC is Endpoint and Notification;
/// QUANTITY is Quota; CAP is CapabilitySpace; IRQ is DeviceInterrupt. UMUTEX has no type: a futex is a word of memory.
/// </remarks>
public enum ObjectType : byte
{
    /// <summary>Nothing: the type of a slot that holds no capability.</summary>
    None,
    AddressSpace,
    MemoryObject,

    /// <summary>A mapping. Never held by a handle: it is an <see cref="Attachment"/> of a memory object or file to an address space.</summary>
    Region,
    Directory,
    File,
    Process,
    Thread,
    Endpoint,
    Notification,
    Pager,
    Container,
    Quota,
    Clock,
    Console,
    DevicePorts,
    DeviceMemory,
    DeviceInterrupt,
    CapabilitySpace,
}
