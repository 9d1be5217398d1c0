using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>An object's page slots by offset: a sparse radix tree of 64-way nodes (M-13, M-52).</summary>
/// <remarks>
/// Owns its nodes. Does not own the frames in the slots. An empty slot costs nothing; a tree of one to 64 pages is one node.
/// The leaf last used is remembered, so that neighbouring pages cost a dozen instructions.
/// Invariants: <see cref="RadixNode.Used"/> counts the words that are not 0; a node without any is freed, the root's too.
/// </remarks>
internal partial struct PageSlots(Slab<RadixNode> nodes)
{
    /// <summary>The key of no leaf.</summary>
    private const ulong NoLeaf = ulong.MaxValue;

    private readonly Slab<RadixNode> _nodes = nodes;
    private uint _root;
    private uint _leaf;
    private ulong _leafKey = NoLeaf;

    public readonly uint Root => _root;

    /// <summary>Slots that are not empty.</summary>
    public ulong Count { get; private set; }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PageSlot Get(ulong offset) => new(offset >> RadixNode.Bits == _leafKey ? WordAt(_leaf, offset) : SearchWord(offset));

    /// <summary>Makes room for one slot, so that <see cref="Set"/> there cannot fail. False: no memory, nothing changed that can be seen.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(ulong offset) => offset >> RadixNode.Bits == _leafKey || TryAddLeaf(offset);

    /// <summary>Changes a slot that has room: a reserved one, or one that is not empty.</summary>
    [NoAllocation]
    public void Set(ulong offset, PageSlot slot)
    {
        uint leaf = FindLeaf(offset);
        Panic.When(leaf == 0, "a page slot is set without room for it");
        ref RadixNode node = ref _nodes[leaf];
        ref ulong word = ref WordAt(leaf, offset);
        if (word == 0 && !slot.IsEmpty)
        {
            node.Used++;
            Count++;
        }
        else if (word != 0 && slot.IsEmpty)
        {
            node.Used--;
            Count--;
        }

        word = slot.Word;
        if (node.Used == 0)
        {
            Prune(leaf);
        }
    }

    /// <summary>Sets a slot to a page: <see cref="Set"/> for the leaf used last, as it is right after <see cref="TryReserve"/>.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetPage(ulong offset, FrameNumber frame)
    {
        if (offset >> RadixNode.Bits != _leafKey)
        {
            Set(offset, PageSlot.Page(frame));
            return;
        }

        ref RadixNode node = ref _nodes[_leaf];
        ref ulong word = ref WordAt(_leaf, offset);
        if (word == 0)
        {
            unchecked
            {
                node.Used++; // at most 64
                Count++;
            }
        }

        word = PageSlot.Page(frame).Word;
    }

    /// <summary>Frees the leaf made for a slot that was reserved and then not used.</summary>
    [NoAllocation]
    public void CancelReserve(ulong offset)
    {
        uint leaf = FindLeaf(offset);
        if (leaf != 0 && _nodes[leaf].Used == 0)
        {
            Prune(leaf);
        }
    }

    /// <summary>The first slot that is not empty at or above an offset, and below an end.</summary>
    [NoAllocation]
    public bool TryFindNext(ulong from, ulong end, out ulong offset, out PageSlot slot)
    {
        offset = from;
        while (offset < end && TryDescend(ref offset, end, out uint leaf))
        {
            if (leaf == 0)
            {
                continue;
            }

            for (ulong stop = EndInLeaf(offset, end); offset < stop; offset = unchecked(offset + 1)) // below the stop
            {
                slot = new PageSlot(WordAt(leaf, offset));
                if (!slot.IsEmpty)
                {
                    return true;
                }
            }
        }

        slot = default;
        return false;
    }

    /// <summary>Empties the first slots of [from, end) that hold something: one, or pages of one leaf whose frames follow each other.</summary>
    /// <param name="most">So many at most; at least 1.</param>
    [NoAllocation]
    public bool TryTake(ulong from, ulong end, int most, out ulong offset, out PageSlot first, out int count)
    {
        count = 0;
        if (!TryFindNext(from, end, out offset, out first))
        {
            return false;
        }

        uint leaf = _leaf; // the one just looked at
        ref RadixNode node = ref _nodes[leaf];
        ulong length = unchecked(EndInLeaf(offset, end) - offset);
        most = length < (ulong)most ? (int)length : most;
        Span<ulong> words = ((Span<ulong>)node.Words).Slice(IndexAt(offset, 0), most);
        PageSlot slot = first;
        do
        {
            words[count] = 0;
            count = unchecked(count + 1); // at most 64
            slot = slot.NextPage;
        }
        while (count < words.Length && words[count] == slot.Word && first.IsPage);

        node.Used = unchecked((ushort)(node.Used - count));
        Count -= (ulong)count;
        if (node.Used == 0)
        {
            Prune(leaf);
        }

        return true;
    }

    /// <summary>Whether each slot in [from, end) that is not empty in another tree is not empty in this one.</summary>
    [NoAllocation]
    public bool HasAllOf(ref PageSlots other, ulong from, ulong end)
    {
        ulong offset = from;
        while (offset < end && other.TryDescend(ref offset, end, out uint theirs))
        {
            if (theirs == 0)
            {
                continue;
            }

            uint ours = FindLeaf(offset);
            ref RadixNode behind = ref _nodes[theirs];
            ref RadixNode front = ref _nodes[ours];
            for (ulong stop = EndInLeaf(offset, end); offset < stop; offset = unchecked(offset + 1)) // below the stop
            {
                int index = (int)(offset & (RadixNode.Fanout - 1));
                if (behind.Words[index] != 0 && (ours == 0 || front.Words[index] == 0))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static ulong Span(int height) => height >= 10 ? ulong.MaxValue : 1UL << (RadixNode.Bits * (height + 1));

    private static int IndexAt(ulong offset, int height) => unchecked((int)(offset >> (RadixNode.Bits * height)) & (RadixNode.Fanout - 1));

    /// <summary>Where the part of [offset, end) ends that lies in one leaf.</summary>
    private static ulong EndInLeaf(ulong offset, ulong end)
    {
        ulong next = unchecked((offset | (RadixNode.Fanout - 1)) + 1); // offsets have 36 bits
        return next < end ? next : end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ref ulong WordAt(uint leaf, ulong offset) => ref _nodes[leaf].Words[(int)(offset & (RadixNode.Fanout - 1))];

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint FindLeaf(ulong offset) => offset >> RadixNode.Bits == _leafKey ? _leaf : SearchLeaf(offset);
}
