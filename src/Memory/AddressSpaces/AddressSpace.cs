using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>What one program sees of memory: its regions, and the page tables that the hardware reads.</summary>
/// <remarks>
/// Owns: its region nodes, its page tables. Does not own: objects (it links regions to them), frames of pages, the kernel half.
/// Every operation is restartable: it finishes, or changes nothing, or returns <see cref="Errno.Again"/> with part of it done and
/// is called again with the same arguments. Memory it needs is reserved before the first visible change (M-31, C-36).
/// Invariants: regions are disjoint and inside <see cref="UserAddress.Pages"/>; every present entry shows what <see cref="VmObject.Find"/>
/// finds for its page; an entry is writable in effect only if the region allows it and nothing else can reach the page, or the region
/// is shared. <see cref="Sweeper"/> recomputes all of it.
/// States: live → being destroyed (no region, no table survives) → gone.
/// </remarks>
public sealed partial class AddressSpace
{
    private readonly VirtualMemory _memory;
    private readonly Frames _frames;
    private readonly Slab<Region> _regions;
    private readonly PageTables _tables;
    private RegionTree _tree;
    private uint _lastRegion;

    private AddressSpace(VirtualMemory memory, uint index, FrameAccount account)
    {
        _memory = memory;
        _frames = memory.Frames;
        _regions = memory.Regions;
        _tables = new PageTables(memory.Frames, memory.Kernel, index, account.Payer);
        _tree = new RegionTree(memory.Regions);
        Index = index;
        Account = account;
        MappingTop = UserAddress.Pages.End;
    }

    /// <summary>Its number while it lives. Never 0.</summary>
    public uint Index { get; }

    /// <summary>Who pays for the pages of what is mapped next; each object remembers its own.</summary>
    public FrameAccount Account { get; set; }

    /// <summary>What to load into the processor's root register.</summary>
    public FrameNumber Root => _tables.Root;

    /// <summary>Mappings without a wish are placed below this page, from the top (C-34). Randomise it if you like.</summary>
    public PageNumber MappingTop { get; set; }

    /// <summary>How many pages a region that grows down may reach (RLIMIT_STACK).</summary>
    public ulong GrowthLimit { get; set; } = 2048;

    public uint RegionCount { get; private set; }

    /// <summary>Pages in all regions (RLIMIT_AS, VmSize).</summary>
    public ulong MappedPages { get; private set; }

    /// <summary>Whether a region with a badge has gone since this was last set to false: whoever gave badges looks which are left.</summary>
    public bool HasLostBadge { get; set; }

    internal PageTables Tables => _tables;

    internal ref RegionTree Tree => ref _tree;

    /// <summary>An empty space. <see cref="Errno.NoMemory"/> when there is no frame for its root.</summary>
    public static Result<AddressSpace> Create(VirtualMemory memory, FrameAccount account)
    {
        uint index = memory.Spaces.NextFree();
        AddressSpace space = new(memory, index, account);
        if (!space._tables.TryCreate() && !(memory.TryReclaim(1) && space._tables.TryCreate()))
        {
            return Errno.NoMemory;
        }

        memory.Spaces.Add(index, space);
        memory.Watch?.NoteGrowth();
        return space;
    }

    /// <summary>Makes this the space of ring 3 on this processor; nothing when it is already (M-12).</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Activate()
    {
        if (_memory.Mmu.ActiveRoot != Root)
        {
            _memory.Mmu.Activate(Root);
        }
    }
}
