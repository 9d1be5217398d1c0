using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>The four levels of tables of one address space, in the format of the hardware.</summary>
/// <remarks>
/// Owns: the root, and every table below the user half's root entries; a leaf table together with the spaces that share it.
/// Does not own: the kernel half, or the pages mapped. Knows nothing of regions: which rights an entry gets is the space's business.
/// A table's frame record counts in its tag the entries that are not 0, and in its count the spaces that use it.
/// Invariants: a table without entries is freed, but the root; an entry above a leaf table with a count over 1 has W clear; nothing
/// is written into such a table but a removal by an object (docs/memory.md, "Fork").
/// Source: Intel SDM vol. 3A ch. 4.
/// </remarks>
internal sealed partial class PageTables
{
    public const int LeafPages = PageTableEntry.Count;

    /// <summary>No page lies in it.</summary>
    private const ulong NoStretch = ulong.MaxValue;

    private readonly Frames _frames;
    private readonly PhysicalMemory _memory;
    private readonly KernelHalf _kernel;
    private readonly FrameOwner _owner;
    private readonly Quota? _payer;
    private OwnedTable _root;
    private RecentLeaves _recent;

    /// <param name="frames">Where tables come from.</param>
    /// <param name="kernel">The half that is the same for all.</param>
    /// <param name="space">The number of the space they are for.</param>
    /// <param name="payer">Is charged a frame for each table, a shared one too; null: the machine pays.</param>
    public PageTables(Frames frames, KernelHalf kernel, uint space, Quota? payer)
    {
        _payer = payer;
        _frames = frames;
        _memory = frames.Memory;
        _kernel = kernel;
        _owner = new FrameOwner(space, 0);
        ((Span<RecentLeaf>)_recent).Fill(new RecentLeaf { Stretch = NoStretch });
    }

    public FrameNumber Root => _root.Frame;

    public Quota? Payer => _payer;

    /// <summary>Tables in use, the root included; a shared one counts for each space.</summary>
    public ulong TableCount { get; private set; }

    /// <summary>Makes an empty root. False: no memory.</summary>
    public bool TryCreate()
    {
        _root = new OwnedTable(TryMakeTable());
        if (_root.IsNone)
        {
            return false;
        }

        _kernel.CopyTo(_root.Frame);
        return true;
    }

    /// <summary>Frees the root, when everything below it is gone.</summary>
    public void Free()
    {
        Panic.When(_frames[_root.Frame].Tag != 0, "a root table is freed with tables below it");
        _kernel.ClearFrom(_root.Frame);
        _frames.ReleaseZero(_root.Frame, FrameUse.Table);
        _root = default;
        CountOut();
    }

    /// <summary>The entry of a page in a leaf table of this space's own.</summary>
    [NoAllocation]
    public ref ulong Entry(FrameNumber leaf, ulong page) => ref _memory.Word(leaf, unchecked((int)page) & (LeafPages - 1)); // low nine bits

    /// <summary>The leaf table of a page, if it is this space's own and its entries mean what they say, else none: the fast path of every fault.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameNumber FindOwned(ulong page)
    {
        ref RecentLeaf recent = ref RecentOf(page);
        return recent.Stretch == page >> 9 ? recent.Leaf : SearchOwned(page);
    }

    [NoAllocation]
    private FrameNumber SearchOwned(ulong page)
    {
        FrameNumber directory = FindDirectory(page, out _);
        if (directory.IsNone)
        {
            return FrameNumber.None;
        }

        ulong word = DirectoryEntry(directory, page);
        if ((word & (PageTableEntry.Present | PageTableEntry.Writable | PageTableEntry.Large)) != (PageTableEntry.Present | PageTableEntry.Writable))
        {
            return FrameNumber.None;
        }

        ref RecentLeaf recent = ref RecentOf(page);
        recent.Stretch = page >> 9;
        recent.Leaf = new PageTableEntry(word).Frame;
        return recent.Leaf;
    }

    /// <summary>The leaf table of a page whoever's it is, to read; none when there is none, or one entry maps 2 MiB.</summary>
    [NoAllocation]
    public FrameNumber FindLeaf(ulong page)
    {
        FrameNumber directory = FindDirectory(page, out _);
        PageTableEntry entry = directory.IsNone ? default : new PageTableEntry(DirectoryEntry(directory, page));
        return entry.IsPresent && !entry.IsLarge ? entry.Frame : FrameNumber.None;
    }

    [NoAllocation]
    public LeafState StateOf(ulong page)
    {
        FrameNumber directory = FindDirectory(page, out _);
        PageTableEntry entry = directory.IsNone ? default : new PageTableEntry(DirectoryEntry(directory, page));
        if (!entry.IsPresent)
        {
            return LeafState.Missing;
        }

        if (entry.IsLarge)
        {
            return LeafState.Large;
        }

        return entry.IsWritable ? LeafState.Owned : _frames[entry.Frame].Count > 1 ? LeafState.Shared : LeafState.Frozen;
    }

    /// <summary>What the hardware would find for a page: the leaf entry with the rights of the levels above taken off; 0 for nothing.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Translate(ulong page)
    {
        ref RecentLeaf recent = ref RecentOf(page);
        return recent.Stretch == page >> 9 ? Entry(recent.Leaf, page) : TranslateElsewhere(page);
    }

    /// <summary>Translates by a leaf table that is not remembered, or is not this space's own, or by an entry for 2 MiB.</summary>
    [NoAllocation]
    private ulong TranslateElsewhere(ulong page)
    {
        FrameNumber owned = SearchOwned(page);
        if (!owned.IsNone)
        {
            return Entry(owned, page);
        }

        FrameNumber directory = FindDirectory(page, out _);
        PageTableEntry entry = directory.IsNone ? default : new PageTableEntry(DirectoryEntry(directory, page));
        if (!entry.IsPresent)
        {
            return 0;
        }

        if (entry.IsLarge)
        {
            return (entry.Word & ~PageTableEntry.Large) + ((page & (LeafPages - 1)) << FrameNumber.Shift);
        }

        return Entry(entry.Frame, page) & ~PageTableEntry.Writable; // an owned one, whose W bits count, was found above
    }

    /// <summary>Writes a present entry over an absent one.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(FrameNumber leaf, ulong page, ulong word)
    {
        Entry(leaf, page) = word;
        unchecked
        {
            _frames[leaf].Tag++; // at most 512
        }
    }

    /// <summary>So many entries of a leaf table that were absent have been written.</summary>
    [NoAllocation]
    public void CountEntries(FrameNumber leaf, ulong added)
    {
        ref FrameRecord record = ref _frames[leaf];
        record.Tag = unchecked((ushort)(record.Tag + added)); // at most 512
    }

    /// <summary>The entry above a page's leaf table; there must be a directory.</summary>
    [NoAllocation]
    public ref ulong DirectoryEntry(FrameNumber directory, ulong page) => ref _memory.Word(directory, unchecked((int)(page >> 9)) & (LeafPages - 1)); // next nine bits

    /// <summary>The level-2 table of a page; none when there is none, with the first page above that might have one.</summary>
    [NoAllocation]
    public FrameNumber FindDirectory(ulong page, out ulong next)
    {
        ulong top = _memory.Word(_root.Frame, unchecked((int)(page >> 27)) & (LeafPages - 1)); // the root's nine bits
        if ((top & PageTableEntry.Present) == 0)
        {
            next = ((page >> 27) + 1) << 27;
            return FrameNumber.None;
        }

        next = ((page >> 18) + 1) << 18;
        ulong middle = _memory.Word(new PageTableEntry(top).Frame, unchecked((int)(page >> 18)) & (LeafPages - 1)); // the next nine
        return (middle & PageTableEntry.Present) == 0 ? FrameNumber.None : new PageTableEntry(middle).Frame;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref RecentLeaf RecentOf(ulong page) => ref _recent[unchecked((int)(page >> 9)) & (RecentLeaves.Count - 1)]; // low bits

    /// <summary>Forgets the leaf table of a page, if the fast path remembers it: the entry above it is about to change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ForgetLeaf(ulong page)
    {
        RecentOf(page).Stretch = NoStretch;
    }
}
