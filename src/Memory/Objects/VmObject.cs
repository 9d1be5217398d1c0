using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>A sequence of pages that can be mapped: private memory, a shadow in front of other pages, a file's cache, a device (C-02, S-10).</summary>
/// <remarks>
/// Owns: the frames in its page slots (each frame has exactly one owner, C-05), and its radix nodes.
/// Does not own: regions (it knows those that map it, by offset), shadows (it knows those that stand on it), tables, files.
/// <para>
/// A shadow has the offsets of what it stands on, so that nothing is added or subtracted along a chain, and hiding is decided by
/// comparing offsets (C-12). Within its window a slot that is empty means "look behind"; outside the window, or where a slot is
/// Fresh, only the origin shows: the pager's object at the bottom of the chain, or zero.
/// </para>
/// States: spare (in the pool) → live (regions + shadows + holders at least 1) → dying (none; pages are freed in steps) → spare.
/// Invariants: an anonymous object is written only at offsets that one region, and no shadow, can reach; everything in front of it
/// therefore sees it unchanging. <see cref="ShadowCount"/> and <see cref="RegionCount"/> equal their lists (C-02). Paged, shared,
/// physical and contiguous objects have nothing behind them.
/// </remarks>
public sealed partial class VmObject
{
    private readonly VirtualMemory _memory;

    internal PageSlots Slots;

    internal VmObject(VirtualMemory memory, uint index)
    {
        _memory = memory;
        Index = index;
        Slots = new PageSlots(memory.RadixNodes);
        Account = memory.Account;
    }

    /// <summary>Its number, for good; the owner index of its frames. Never 0.</summary>
    public uint Index { get; }

    public ObjectKind Kind { get; private set; }

    /// <summary>Bytes that exist: a page wholly beyond is out of bounds. Anonymous objects have no bound.</summary>
    public ulong Size { get; private set; }

    /// <summary>Pages of memory it owns.</summary>
    public ulong PageCount { get; private set; }

    public uint RegionCount { get; private set; }

    public uint ShadowCount { get; private set; }

    /// <summary>References from outside the room: an inode, a shared-memory id, a capability.</summary>
    public uint Holders { get; private set; }

    public IPager? Pager { get; private set; }

    /// <summary>Whoever holds it may leave a note for itself here (a file system its inode).</summary>
    public object? Tag { get; set; }

    public FrameAccount Account { get; private set; }

    internal VmObject? Backing { get; private set; }

    /// <summary>The object at the bottom of the chain that makes pages of its own; null when the bottom is zero.</summary>
    internal VmObject? Origin { get; private set; }

    internal FrameNumber PhysicalBase { get; private set; }

    internal ulong WindowStart { get; private set; }

    internal ulong WindowEnd { get; private set; }

    /// <summary>Pages beyond the last byte do not exist.</summary>
    internal ulong SizeInPages => (Size >> PageNumber.Shift) + ((Size & (PageNumber.Size - 1)) != 0 ? 1UL : 0);

    /// <summary>Whether anybody can still look at its pages.</summary>
    internal bool IsWanted => (RegionCount | ShadowCount | Holders) != 0;

    /// <summary>Whether it must stay what it is: a pager that was asked still speaks of it.</summary>
    internal bool IsReferenced => IsWanted || _pending != 0;

    /// <summary>The next in the list that the object is on: spares, dying, to collapse. An index: a store of a reference is work for the collector.</summary>
    internal uint QueueNext { get; set; }

    internal bool IsQueued { get; set; }

    /// <summary>Another holder outside the room.</summary>
    public void Hold() => Holders++;

    /// <summary>One holder less. When nothing maps it either, its pages go in steps (<see cref="VirtualMemory.Work"/>).</summary>
    public void Release()
    {
        Panic.When(Holders == 0, "an object is released more often than held");
        Holders--;
        AfterUnlink();
    }

    internal void BecomeAnonymous(FrameAccount account)
    {
        Kind = ObjectKind.Anonymous;
        Account = account;
        Size = ulong.MaxValue;
        Backing = null;
        Origin = null;
        WindowStart = 0;
        WindowEnd = ulong.MaxValue;
        _bypassAt = 0;
    }

    /// <summary>Dead and empty: back to the pool, with nothing that could keep anything else alive.</summary>
    internal void BecomeSpare()
    {
        Panic.When(IsReferenced || PageCount != 0 || Slots.Count != 0 || Backing is not null, "an object is discarded before it is empty");
        _memory.Objects.Sources -= Kind == ObjectKind.Anonymous ? 0U : 1U;
        BecomeAnonymous(_memory.Account);
        DirtyCount = 0; // a file without a name may die dirty
        Pager = null;
        Tag = null;
        PhysicalBase = FrameNumber.None;
    }

    internal void BecomeRoot(ObjectKind kind, FrameAccount account, ulong size, IPager? pager, FrameNumber physicalBase)
    {
        BecomeAnonymous(account);
        Kind = kind;
        Size = size;
        Pager = pager;
        PhysicalBase = physicalBase;
        Origin = this;
        Holders = 1;
        _memory.Objects.Sources++;
    }

    /// <summary>Finds what shows at an offset: in this object, or behind it (C-08). Allocates and changes nothing.</summary>
    /// <param name="offset">In pages.</param>
    /// <param name="finding">What it is.</param>
    /// <param name="frame">The frame of <see cref="Finding.Page"/>.</param>
    /// <returns>The object that has it; the last one asked when it is zero.</returns>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VmObject Find(ulong offset, out Finding finding, out FrameNumber frame)
    {
        VmObject at = this;
        while (true)
        {
            PageSlot slot = at.Slots.Get(offset);
            if (slot.IsPage)
            {
                finding = at.Kind != ObjectKind.Anonymous && offset >= at.SizeInPages ? Finding.BeyondEnd : Finding.Page;
                frame = slot.Frame;
                return at;
            }

            if (at.Kind != ObjectKind.Anonymous)
            {
                finding = at.FindAtOrigin(offset, slot, out frame);
                return at;
            }

            VmObject? next = at.Behind(offset, slot);
            if (next is null)
            {
                finding = Finding.Zero;
                frame = FrameNumber.None;
                return at;
            }

            at = next;
        }
    }

    /// <summary>Which object shows where this anonymous one has no page; null: none, it is zero.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VmObject? Behind(ulong offset, PageSlot slot) =>
        slot.IsFresh || offset < WindowStart || offset >= WindowEnd ? Origin : Backing;

    /// <summary>How many objects a lookup may pass through, this one included.</summary>
    internal int ChainDepth()
    {
        int depth = 0;
        for (VmObject? at = this; at is not null; at = at.Backing)
        {
            depth++;
        }

        return depth;
    }

    private Finding FindAtOrigin(ulong offset, PageSlot slot, out FrameNumber frame)
    {
        frame = FrameNumber.None;
        if (offset >= SizeInPages)
        {
            return Finding.BeyondEnd;
        }

        if (Kind is ObjectKind.Physical)
        {
            frame = PhysicalBase + offset;
            return Finding.Page;
        }

        return slot.IsPending ? Finding.Pending : slot.IsFailed ? Finding.Failed : Finding.Absent;
    }
}
