namespace Vela.Capabilities;

/// <summary>What a <see cref="Quota"/> counts.</summary>
public enum Resource
{
    /// <summary>4 KiB frames of physical memory.</summary>
    Frames,
    Threads,

    /// <summary>Capabilities in spaces, and attachments other than mappings.</summary>
    Capabilities,

    /// <summary>Regions: attachments of type <see cref="ObjectType.Region"/>.</summary>
    Mappings,

    /// <summary>Kernel objects: what costs a managed object.</summary>
    Objects,

    /// <summary>Parts of the processor's time; <see cref="Quota.WholeProcessor"/> is all of it. Threads are held to it, nothing is charged.</summary>
    CpuShare,
}
