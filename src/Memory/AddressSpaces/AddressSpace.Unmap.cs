using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Unmapping and the end of a space. Source: munmap(2); C-38, M-30.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>Regions that one step looks at.</summary>
    private const uint MostRegions = 4096;

    /// <summary>Entries of leaf tables that one step looks at: those of two tables at least, so that a step that ends at a table's edge gets somewhere.</summary>
    private ulong MostEntries => _memory.StepPages > PageTables.LeafPages / 2 ? 4UL * _memory.StepPages : 2 * PageTables.LeafPages;

    /// <summary>Removes every mapping in a range, or a part of it; holes are no error.</summary>
    /// <returns>
    /// <see cref="Errno.NoMemory"/>: a mapping must be split and there is no memory; nothing changed.
    /// <see cref="Errno.Again"/>: a part is done; call again.
    /// </returns>
    public Errno Unmap(PageRange range)
    {
        ulong start = range.Start.Value;
        ulong end = range.End.Value < UserAddress.Pages.End.Value ? range.End.Value : UserAddress.Pages.End.Value;
        if (start >= end)
        {
            return Errno.None;
        }

        return TryPrepare(start, end) ? Remove(start, end) : Errno.NoMemory;
    }

    /// <summary>Ends the space: all mappings, tables and the root go. It must not be active.</summary>
    /// <returns><see cref="Errno.Again"/>: a part is done; call again.</returns>
    public Errno Destroy()
    {
        Panic.When(_memory.Mmu.ActiveRoot == Root, "an active address space is destroyed");
        int budget = _memory.StepPages;
        uint above = 0;
        for (uint node = _tree.Lowest(above); node != 0; node = _tree.Lowest(above))
        {
            // Whole tables, also what neighbours have in them: they go as well.
            const ulong LeafMask = PageTables.LeafPages - 1;
            (ulong start, ulong end) = (_regions[node].Start, _regions[node].End);
            ulong stop = StepEnd(start, end);
            _ = _tables.Clear(start & ~LeafMask, (stop + LeafMask) & ~LeafMask);
            if (stop < end || budget <= 0 || !TryRemovePages(node, ref budget))
            {
                _tree.Resized(node);
                return Errno.Again;
            }

            above = _tree.RemoveLowest(node);
            Forget(node);
        }

        ReturnNodes(0);
        _tables.Free();
        _memory.Spaces.Remove(Index);
        return Errno.None;
    }

    /// <summary>Removes all mappings in a range whose edges are prepared, or with <see cref="Errno.Again"/> a first part.</summary>
    private Errno Remove(ulong start, ulong end)
    {
        ulong stop = StepEnd(start, end);
        SplitAt(start);
        SplitAt(stop);
        ClearTables(start, stop);
        int budget = _memory.StepPages;
        return TryRemoveAll(start, stop, ref budget) && stop == end ? Errno.None : Errno.Again;
    }

    /// <summary>Where a step ends of an operation on [start, end) that looks at each region and each entry: at the end, or at a leaf table's edge.</summary>
    private ulong StepEnd(ulong start, ulong end)
    {
        ulong most = MostEntries;
        if (end - start <= most && RegionCount <= MostRegions)
        {
            return end;
        }

        ulong entries = 0;
        uint regions = 0;
        ulong page = start;
        for (uint node = _tree.FindFrom(start); node != 0 && _regions[node].Start < end; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            page = region.Start > page ? region.Start : page;
            regions++;
            ulong stop = region.End < end ? region.End : end;
            while (entries < most && _tables.TryFindNextLeaf(page, stop, out ulong found, out _))
            {
                page = found + PageTables.LeafPages;
                entries += PageTables.LeafPages;
            }

            if (entries >= most || regions == MostRegions)
            {
                // Far above the start: so many pages are more than one leaf table, and so many regions too.
                return (page < stop ? page : stop) & ~(ulong)(PageTables.LeafPages - 1);
            }
        }

        return end;
    }

    /// <summary>As <see cref="StepEnd"/>, of an operation that looks at the regions alone.</summary>
    private ulong RegionStepEnd(ulong start, ulong end)
    {
        uint left = RegionCount <= MostRegions ? 0 : MostRegions;
        for (uint node = _tree.FindFrom(start); left != 0 && node != 0 && _regions[node].Start < end; node = _tree.Next(node))
        {
            if (--left == 0)
            {
                return _regions[node].End < end ? _regions[node].End : end;
            }
        }

        return end;
    }

    private bool TryRemoveAll(ulong start, ulong end, ref int budget)
    {
        uint node = _tree.FindFrom(start);
        while (node != 0 && _regions[node].Start < end)
        {
            if (budget <= 0)
            {
                return false;
            }

            if (TryRemove(node, ref budget))
            {
                node = _tree.FindFrom(start);
            }
        }

        return true;
    }
}
