using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>The room: what all address spaces and objects have in common.</summary>
/// <remarks>
/// Owns: the slabs of regions and radix nodes, the tables of objects and spaces, the zero frame, the queue of work put off.
/// Does not own: frames (<see cref="Vela.Hal.Frames"/>), files (<see cref="IPager"/>), threads (<see cref="IPageWaiters"/>).
/// One instance; the kernel token guards it. No operation waits: each finishes, or says what it waits for and is started again.
/// Work put off is pages of dead objects, pages that were cut off, and chains to shorten: <see cref="Work"/> does a bounded step of it.
/// </remarks>
public sealed partial class VirtualMemory
{
    /// <summary>Pages one step of a long operation may free: some 60 instructions each, so well below a million.</summary>
    public ushort StepPages { get; init; } = 8192;

    /// <summary>Owner indices of slab frames, which are no objects.</summary>
    private const uint RegionSlab = 1;
    private const uint RadixSlab = 2;

    private uint _random = 0x9e37_79b9;

    /// <param name="frames">All of physical memory.</param>
    /// <param name="mmu">This processor's.</param>
    /// <param name="kernel">The half of every address space that is the kernel's.</param>
    /// <param name="account">Pays for what no process asked for; the ancestor of every other account.</param>
    /// <param name="waiters">Told when a page that a thread may wait for has come.</param>
    public VirtualMemory(Frames frames, Mmu mmu, KernelHalf kernel, FrameAccount account, IPageWaiters? waiters)
    {
        Frames = frames;
        Mmu = mmu;
        Kernel = kernel;
        Account = account;
        Waiters = waiters;
        Counters = new MemoryCounters();
        Translations = new Translations(mmu, Counters);
        Regions = new Slab<Region>(frames, RegionSlab);
        RadixNodes = new Slab<RadixNode>(frames, RadixSlab);
        Objects = new ObjectTable(this);
        Spaces = new SpaceTable();

        // The zero page has an owner like every frame (C-05, C-17, seed bug 6): an object of its own, held for good.
        ZeroObject = Objects.Create(account);
        ZeroObject.BecomeRoot(ObjectKind.Shared, account, FrameNumber.Size, pager: null, FrameNumber.None);
        ZeroFrame = frames.AllocateZero(FrameUse.Page, FrameOwner.None);
        Panic.When(ZeroFrame.IsNone || !ZeroObject.Slots.TryReserve(0) || !account.TryCharge(1), "there is no memory for the zero page");
        ZeroObject.Insert(0, ZeroFrame);
    }

    public Frames Frames { get; }

    public MemoryCounters Counters { get; }

    public FrameAccount Account { get; }

    /// <summary>Who else charges frames; null: nobody. For the sweeper.</summary>
    public IBufferedFrames? Buffered { get; set; }

    /// <summary>Whether large private mappings get 2 MiB pages where they can.</summary>
    public bool UsesLargePages { get; set; } = true;

    /// <summary>Whom it concerns that there is more; null: nobody.</summary>
    public IGrowthWatch? Watch { get; set; }

    internal Mmu Mmu { get; }

    internal KernelHalf Kernel { get; }

    internal IPageWaiters? Waiters { get; }

    internal Translations Translations { get; }

    internal Slab<Region> Regions { get; }

    internal Slab<RadixNode> RadixNodes { get; }

    internal ObjectTable Objects { get; }

    internal SpaceTable Spaces { get; }

    internal FrameNumber ZeroFrame { get; }

    internal VmObject ZeroObject { get; }

    /// <summary>Takes the kernel's own tables into use if a space is active that is about to be destroyed.</summary>
    public void Leave(AddressSpace space)
    {
        if (Mmu.ActiveRoot == space.Root)
        {
            Mmu.Activate(Kernel.Template);
        }
    }

    /// <summary>A number for a treap: xorshift32, so that nobody can choose the shape of a tree by the order of calls. Source: Marsaglia (2003).</summary>
    [NoAllocation]
    internal uint NextPriority()
    {
        uint random = _random;
        unchecked
        {
            random ^= random << 13; // bits that leave on the left are meant to
            random ^= random >> 17;
            random ^= random << 5;
        }

        _random = random;
        return random;
    }

    /// <summary>A frame for a page of an object, paid for; none when the account is at its limit or no frame is free.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal FrameNumber TryAllocatePage(FrameAccount account)
    {
        if (!account.TryCharge(1))
        {
            return FrameNumber.None;
        }

        FrameNumber frame = Frames.Allocate(FrameUse.Page, FrameOwner.None);
        if (frame.IsNone)
        {
            account.Return(1);
        }

        return frame;
    }

    /// <summary>A zeroed page put where an object has none; none when there is no frame, or none for this account.</summary>
    [NoAllocation]
    internal FrameNumber TryMakeZero(VmObject target, ulong offset)
    {
        FrameNumber frame = TryAllocatePage(target.Account);
        if (frame.IsNone)
        {
            return frame;
        }

        if (!target.Slots.TryReserve(offset))
        {
            ReturnPage(target.Account, frame);
            return FrameNumber.None;
        }

        Frames.Memory.ZeroPage(frame);
        target.Insert(offset, frame);
        Counters.ZeroPagesMade++;
        return frame;
    }

    /// <summary>Undoes <see cref="TryAllocatePage"/>.</summary>
    [NoAllocation]
    internal void ReturnPage(FrameAccount account, FrameNumber frame)
    {
        Frames.Release(frame, FrameUse.Page);
        account.Return(1);
    }

    /// <summary>An object is dead, or has a chain to shorten: later.</summary>
    [NoAllocation]
    internal void Queue(VmObject item)
    {
        if (!item.IsQueued)
        {
            item.IsQueued = true;
            item.QueueNext = _queue;
            _queue = item.Index;
        }
    }
}
