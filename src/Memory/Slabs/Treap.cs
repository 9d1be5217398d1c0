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

        SummariseUp(regions, node);
        while (links.Parent != 0 && TOrder.Links(ref regions[links.Parent]).Priority < priority)
        {
            RotateUp(regions, ref root, node);
        }
    }

    [NoAllocation]
    public static void Remove(Slab<Region> regions, ref uint root, uint node)
    {
        ref TreeLinks links = ref TOrder.Links(ref regions[node]);
        while ((links.Left | links.Right) != 0)
        {
            uint child = links.Left;
            if (child == 0 || (links.Right != 0 && Priority(regions, links.Right) > Priority(regions, child)))
            {
                child = links.Right;
            }

            RotateUp(regions, ref root, child);
        }

        if (links.Parent == 0)
        {
            root = 0;
        }
        else
        {
            ref TreeLinks parent = ref TOrder.Links(ref regions[links.Parent]);
            if (parent.Left == node)
            {
                parent.Left = 0;
            }
            else
            {
                parent.Right = 0;
            }

            SummariseUp(regions, links.Parent);
        }

        links = default;
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

    private static void RotateUp(Slab<Region> regions, ref uint root, uint node)
    {
        ref Region region = ref regions[node];
        ref TreeLinks links = ref TOrder.Links(ref region);
        uint parentIndex = links.Parent;
        ref Region parentRegion = ref regions[parentIndex];
        ref TreeLinks parent = ref TOrder.Links(ref parentRegion);
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

        TOrder.Summarise(regions, ref parentRegion);
        TOrder.Summarise(regions, ref region);
    }
}
