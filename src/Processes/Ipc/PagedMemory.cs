using Vela.Capabilities;
using Vela.Memory;

namespace Vela.Processes;

/// <summary>Memory whose pages a program supplies, to be mapped by whoever has a capability for it.</summary>
/// <remarks>Owns a hold on the pages, which its mappings keep, too. A mapping is an attachment below the capability that it was made with.</remarks>
public sealed class PagedMemory : KernelObject
{
    /// <summary>What may be done with it.</summary>
    public const Rights Usable = RightsTable.Common | Rights.Read | Rights.Write | Rights.Execute | Rights.Map | Rights.Resize;

    private readonly Pager _pager;

    /// <param name="memory">Where it is made.</param>
    /// <param name="pager">Supplies its pages.</param>
    /// <param name="name">What the pager calls it.</param>
    /// <param name="size">In bytes, whole pages.</param>
    /// <param name="account">Pays for the pages that it has.</param>
    public PagedMemory(VirtualMemory memory, Pager pager, ulong name, ulong size, FrameAccount account)
        : base(ObjectType.MemoryObject)
    {
        _pager = pager;
        Name = name;
        Pages = memory.CreatePaged(pager, size, account);
        Pages.Tag = this;
    }

    public ulong Name { get; }

    public VmObject Pages { get; }

    /// <summary>Nobody was given a capability.</summary>
    public void Discard() => Pages.Release();

    /// <summary>Whoever waits for a page looks again, when the mapping is gone.</summary>
    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        _pager.Wake(Pages);
        return Capabilities.Progress.Done;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Pages.Release();
        return Capabilities.Progress.Done;
    }
}
