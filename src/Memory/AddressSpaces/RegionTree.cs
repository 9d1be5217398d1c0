using Vela.Primitives;

namespace Vela.Memory;

/// <summary>The regions of one address space, sorted and disjoint: lookup, order and gaps in O(log n) (M-14, C-34).</summary>
internal struct RegionTree(Slab<Region> regions)
{
    private readonly Slab<Region> _regions = regions;
    private uint _root;

    public readonly uint Root => _root;

    public readonly bool IsEmpty => _root == 0;

    public readonly uint First => Treap<AddressOrder>.First(_regions, _root);

    /// <summary>The region that holds a page; 0 for none.</summary>
    [NoAllocation]
    public readonly uint Find(ulong page)
    {
        uint node = _root;
        while (node != 0)
        {
            ref Region region = ref _regions[node];
            if (page < region.Start)
            {
                node = region.ByAddress.Left;
            }
            else if (page >= region.End)
            {
                node = region.ByAddress.Right;
            }
            else
            {
                break;
            }
        }

        return node;
    }

    /// <summary>The lowest region that ends above a page; 0 for none.</summary>
    [NoAllocation]
    public readonly uint FindFrom(ulong page)
    {
        uint node = _root;
        uint best = 0;
        while (node != 0)
        {
            ref Region region = ref _regions[node];
            if (region.End > page)
            {
                best = node;
                node = region.ByAddress.Left;
            }
            else
            {
                node = region.ByAddress.Right;
            }
        }

        return best;
    }

    /// <summary>The highest region that starts below a page; 0 for none.</summary>
    [NoAllocation]
    public readonly uint FindBelow(ulong page)
    {
        uint node = _root;
        uint best = 0;
        while (node != 0)
        {
            ref Region region = ref _regions[node];
            if (region.Start < page)
            {
                best = node;
                node = region.ByAddress.Right;
            }
            else
            {
                node = region.ByAddress.Left;
            }
        }

        return best;
    }

    [NoAllocation]
    public readonly uint Next(uint node) => Treap<AddressOrder>.Next(_regions, node);

    [NoAllocation]
    public void Insert(uint node, uint priority) => Treap<AddressOrder>.Insert(_regions, ref _root, node, priority);

    /// <summary>Adds a region above all others, as another tree has it; <see cref="Resized"/> of the last one makes the tree whole.</summary>
    [NoAllocation]
    public void Append(uint last, uint node, uint priority) => Treap<AddressOrder>.Append(_regions, ref _root, last, node, priority);

    [NoAllocation]
    public void Remove(uint node) => Treap<AddressOrder>.Remove(_regions, ref _root, node);

    /// <summary>A region with none below it in the tree, of a tree that is taken apart; 0 when it is empty.</summary>
    [NoAllocation]
    public readonly uint Lowest(uint below) => Treap<AddressOrder>.Lowest(_regions, below != 0 ? below : _root);

    /// <summary>Takes the <see cref="Lowest"/> region out; <see cref="Resized"/> of the one above it makes the tree whole again.</summary>
    /// <returns>The one above; 0 when there is none.</returns>
    [NoAllocation]
    public uint RemoveLowest(uint node) => Treap<AddressOrder>.Splice(_regions, ref _root, node);

    /// <summary>A region's start or end moved, without passing a neighbour.</summary>
    [NoAllocation]
    public readonly void Resized(uint node) => Treap<AddressOrder>.SummariseUp(_regions, node);

    /// <summary>The start of the highest free run of <paramref name="pages"/> pages within a window; false when there is none.</summary>
    [NoAllocation]
    public readonly bool TryFindGap(ulong low, ulong high, ulong pages, out ulong start)
    {
        start = 0;
        uint node = FindBelow(high);
        ulong end = node == 0 ? low : _regions[node].End;
        end = end > low ? end : low;
        if (end < high && high - end >= pages)
        {
            start = high - pages;
            return true;
        }

        // Every other gap lies below a region, at or below this one.
        ulong top = 0;
        ulong bottom = 0;
        while (node != 0 && !TryGapBelow(ref node, pages, ref bottom, ref top))
        {
        }

        if (node == 0)
        {
            if (_root == 0)
            {
                return false;
            }

            bottom = low;
            top = _regions[_root].SubtreeStart;
        }

        bottom = bottom > low ? bottom : low;
        top = top < high ? top : high;
        if (top <= bottom || top - bottom < pages)
        {
            return false;
        }

        start = top - pages;
        return true;
    }

    /// <summary>Looks for a large enough gap right below a node and in its left subtree; else moves to the nearest ancestor on its left.</summary>
    private readonly bool TryGapBelow(ref uint node, ulong pages, ref ulong bottom, ref ulong top)
    {
        ref Region region = ref _regions[node];
        uint left = region.ByAddress.Left;
        if (left != 0)
        {
            ref Region below = ref _regions[left];
            if (region.Start - below.SubtreeEnd >= pages)
            {
                (bottom, top) = (below.SubtreeEnd, region.Start);
                return true;
            }

            if (below.SubtreeGap >= pages)
            {
                HighestGapIn(left, pages, out bottom, out top);
                return true;
            }
        }

        ulong subtreeStart = region.SubtreeStart;
        uint child = node;
        node = region.ByAddress.Parent;
        while (node != 0 && _regions[node].ByAddress.Left == child)
        {
            child = node;
            subtreeStart = _regions[node].SubtreeStart;
            node = _regions[node].ByAddress.Parent;
        }

        if (node != 0 && subtreeStart - _regions[node].End >= pages)
        {
            (bottom, top) = (_regions[node].End, subtreeStart);
            return true;
        }

        return false;
    }

    /// <summary>The highest gap of at least <paramref name="pages"/> between two regions of a subtree that has one.</summary>
    private readonly void HighestGapIn(uint node, ulong pages, out ulong bottom, out ulong top)
    {
        while (true)
        {
            ref Region region = ref _regions[node];
            uint right = region.ByAddress.Right;
            if (right != 0)
            {
                ref Region above = ref _regions[right];
                if (above.SubtreeGap >= pages)
                {
                    node = right;
                    continue;
                }

                if (above.SubtreeStart - region.End >= pages)
                {
                    (bottom, top) = (region.End, above.SubtreeStart);
                    return;
                }
            }

            ref Region below = ref _regions[region.ByAddress.Left];
            if (region.Start - below.SubtreeEnd >= pages)
            {
                (bottom, top) = (below.SubtreeEnd, region.Start);
                return;
            }

            node = region.ByAddress.Left;
        }
    }
}
