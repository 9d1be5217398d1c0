using Vela.Primitives;

namespace Vela.Memory;

/// <summary>A balanced tree of regions in a slab; a region is in two of them (by address, by offset in its object).</summary>
/// <remarks>
/// Binary search tree by <typeparamref name="TOrder"/>, heap by priority. All loops, no recursion; expected O(log n).
/// Source: Seidel and Aragon, Randomized Search Trees (1996).
/// </remarks>
internal static class Treap<TOrder>
    where TOrder : struct, ITreeOrder
{
    [NoAllocation]
    public static void Insert(Slab<Region> regions, ref uint root, uint node, uint priority)
    {
        ref Region inserted = ref regions[node];
        uint parent = 0;
        uint at = root;
        bool isLeft = false;
        while (at != 0)
        {
            ref Region region = ref regions[at];
            parent = at;
            isLeft = TOrder.Precedes(in inserted, in region);
            at = isLeft ? TOrder.Links(ref region).Left : TOrder.Links(ref region).Right;
        }

        ref TreeLinks links = ref TOrder.Links(ref inserted);
        links = new TreeLinks { Parent = parent, Priority = priority };
        if (parent == 0)
        {
            root = node;
        }
        else if (isLeft)
        {
            TOrder.Links(ref regions[parent]).Left = node;
        }
        else
        {
            TOrder.Links(ref regions[parent]).Right = node;
        }

        while (links.Parent != 0 && Priority(regions, links.Parent) < priority)
        {
            uint lowered = links.Parent;
            RotateUp(regions, ref root, node);
            TOrder.Summarise(regions, ref regions[lowered]);
        }

        SummariseUp(regions, node);
    }

    /// <summary>Adds a node that comes after all others, in constant time: what a tree is copied by. The nodes on its right edge are summarised by <see cref="SummariseUp"/> of the last.</summary>
    /// <param name="regions">Where the nodes are.</param>
    /// <param name="root">The tree.</param>
    /// <param name="last">The node added last; 0 for the first.</param>
    /// <param name="node">The node.</param>
    /// <param name="priority">Its priority.</param>
    [NoAllocation]
    public static void Append(Slab<Region> regions, ref uint root, uint last, uint node, uint priority)
    {
        uint below = 0;
        while (last != 0 && Priority(regions, last) < priority)
        {
            TOrder.Summarise(regions, ref regions[last]); // nothing will come below it any more
            below = last;
            last = TOrder.Links(ref regions[last]).Parent;
        }

        TOrder.Links(ref regions[node]) = new TreeLinks { Left = below, Parent = last, Priority = priority };
        if (below != 0)
        {
            TOrder.Links(ref regions[below]).Parent = node;
        }

        if (last == 0)
        {
            root = node;
        }
        else
        {
            TOrder.Links(ref regions[last]).Right = node;
        }
    }

    [NoAllocation]
    public static void Remove(Slab<Region> regions, ref uint root, uint node)
    {
        ref TreeLinks links = ref TOrder.Links(ref regions[node]);
        while (links.Left != 0 && links.Right != 0)
        {
            RotateUp(regions, ref root, Priority(regions, links.Right) > Priority(regions, links.Left) ? links.Right : links.Left);
        }

        SummariseUp(regions, Splice(regions, ref root, node));
    }

    /// <summary>Takes out a node with at most one child, which takes its place; the summaries above are stale.</summary>
    /// <returns>The node above; 0 when it was the root.</returns>
    [NoAllocation]
    public static uint Splice(Slab<Region> regions, ref uint root, uint node)
    {
        ref TreeLinks links = ref TOrder.Links(ref regions[node]);
        uint parent = links.Parent;
        uint child = links.Left | links.Right; // one of them is 0
        if (child != 0)
        {
            TOrder.Links(ref regions[child]).Parent = parent;
        }

        if (parent == 0)
        {
            root = child;
        }
        else if (TOrder.Links(ref regions[parent]).Left == node)
        {
            TOrder.Links(ref regions[parent]).Left = child;
        }
        else
        {
            TOrder.Links(ref regions[parent]).Right = child;
        }

        links = default;
        return parent;
    }

    /// <summary>A node without children, below a node; 0 when there is no node.</summary>
    [NoAllocation]
    public static uint Lowest(Slab<Region> regions, uint node)
    {
        uint lowest = node;
        while (node != 0)
        {
            lowest = node;
            ref TreeLinks links = ref TOrder.Links(ref regions[node]);
            node = links.Left != 0 ? links.Left : links.Right;
        }

        return lowest;
    }

    /// <summary>Recomputes the summaries of a node whose extent changed, and of all above it.</summary>
    [NoAllocation]
    public static void SummariseUp(Slab<Region> regions, uint node)
    {
        while (node != 0)
        {
            ref Region region = ref regions[node];
            TOrder.Summarise(regions, ref region);
            node = TOrder.Links(ref region).Parent;
        }
    }

    [NoAllocation]
    public static uint First(Slab<Region> regions, uint root)
    {
        uint node = root;
        while (node != 0 && TOrder.Links(ref regions[node]).Left != 0)
        {
            node = TOrder.Links(ref regions[node]).Left;
        }

        return node;
    }

    /// <summary>The next node in order; 0 after the last.</summary>
    [NoAllocation]
    public static uint Next(Slab<Region> regions, uint node)
    {
        uint right = TOrder.Links(ref regions[node]).Right;
        if (right != 0)
        {
            return First(regions, right);
        }

        uint parent = TOrder.Links(ref regions[node]).Parent;
        while (parent != 0 && TOrder.Links(ref regions[parent]).Right == node)
        {
            node = parent;
            parent = TOrder.Links(ref regions[node]).Parent;
        }

        return parent;
    }

    private static uint Priority(Slab<Region> regions, uint node) => TOrder.Links(ref regions[node]).Priority;

    /// <summary>Puts a node in its parent's place; the summaries of both, and of those above, are stale.</summary>
    private static void RotateUp(Slab<Region> regions, ref uint root, uint node)
    {
        ref TreeLinks links = ref TOrder.Links(ref regions[node]);
        uint parentIndex = links.Parent;
        ref TreeLinks parent = ref TOrder.Links(ref regions[parentIndex]);
        uint grandparent = parent.Parent;
        uint moved;
        if (parent.Left == node)
        {
            moved = links.Right;
            parent.Left = moved;
            links.Right = parentIndex;
        }
        else
        {
            moved = links.Left;
            parent.Right = moved;
            links.Left = parentIndex;
        }

        if (moved != 0)
        {
            TOrder.Links(ref regions[moved]).Parent = parentIndex;
        }

        parent.Parent = node;
        links.Parent = grandparent;
        if (grandparent == 0)
        {
            root = node;
        }
        else
        {
            ref TreeLinks above = ref TOrder.Links(ref regions[grandparent]);
            if (above.Left == parentIndex)
            {
                above.Left = node;
            }
            else
            {
                above.Right = node;
            }
        }
    }
}
