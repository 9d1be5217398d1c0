using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>
/// Fork: the five rules are in docs/memory.md. Objects are frozen first (every private region of both sides needs copies from now
/// on), tables shared second, translations forgotten once. One step: it costs what the space has of regions and leaf tables,
/// some 600 and 200 instructions each, not what it has of pages (C-11, M-33, S-11).
/// </remarks>
public sealed partial class AddressSpace
{
    /// <summary>A copy of this space, whose private pages are shared until either side writes.</summary>
    /// <returns><see cref="Errno.NoMemory"/>: and this space is as it was, but that its next writes fault.</returns>
    public Result<AddressSpace> Fork(FrameAccount account)
    {
        if (!Create(_memory, account).Ok(out AddressSpace? child, out Errno error))
        {
            return error;
        }

        _memory.Objects.Replenish(8); // the shadows that the first writes will ask for
        if (!TryCopyRegions(child) || !TryShareTables(child))
        {
            _memory.Translations.ForgetAll(_tables);
            while (child.Destroy() == Errno.Again)
            {
            }

            return Errno.NoMemory;
        }

        child.MappingTop = MappingTop;
        child.GrowthLimit = GrowthLimit;
        child.Break = Break;
        child._breakStart = _breakStart;
        child.SetFallback(_fallback, FallbackBadge);
        _memory.Translations.ForgetAll(_tables);
        _memory.Counters.Forks++;
        return child;
    }

    private bool TryCopyRegions(AddressSpace child)
    {
        uint last = 0;
        if (!child.TryPayNodes(RegionCount))
        {
            return false;
        }

        for (uint node = _tree.First; node != 0; node = _tree.Next(node))
        {
            uint copy = _regions.TryAllocate();
            while (copy == 0)
            {
                if (!_memory.TryReclaim(1))
                {
                    child._tree.Resized(last);
                    return false;
                }

                copy = _regions.TryAllocate();
            }

            ref Region region = ref _regions[node];
            if (!region.IsShared && region.Object != 0)
            {
                region.Flags |= RegionFlags.NeedsCopy;
            }

            ref Region copied = ref _regions[copy];
            copied = region;
            copied.Space = child.Index;
            copied.Flags &= ~RegionFlags.Locked; // mlock(2): not inherited
            child._tree.Append(last, copy, region.ByAddress.Priority);
            if (region.Object != 0)
            {
                _memory.Objects[region.Object].Attach(copy);
            }

            last = copy;
            child.RegionCount++;
            child.MappedPages += region.Pages;
        }

        child._tree.Resized(last);
        return true;
    }

    private bool TryShareTables(AddressSpace child)
    {
        // By region, because tables are where regions are, and there is much between them.
        ulong page = 0;
        for (uint node = _tree.First; node != 0; node = _tree.Next(node))
        {
            ulong end = _regions[node].End;
            page = _regions[node].Start > page ? _regions[node].Start : page;
            while (_tables.TryFindNextLeaf(page, end, out ulong found, out FrameNumber directory))
            {
                if (!TryShareTable(child, directory, found))
                {
                    return false;
                }

                page = found + PageTables.LeafPages;
            }
        }

        return true;
    }

    private bool TryShareTable(AddressSpace child, FrameNumber directory, ulong page)
    {
        if (!IsShareable(page))
        {
            // The child finds its pages through the objects; here private ones must not be written any more.
            ProtectPrivate(page);
            return true;
        }

        while (!_tables.TryShareLeaf(child._tables, directory, page))
        {
            if (!_memory.TryReclaim(1))
            {
                return false;
            }
        }

        _memory.Counters.LeafTablesShared++;
        return true;
    }

    /// <summary>A leaf table is shared only if nothing in its 2 MiB is both shared and writable: such pages stay writable in both.</summary>
    private bool IsShareable(ulong page)
    {
        for (uint node = _tree.FindFrom(page); node != 0 && _regions[node].Start < page + PageTables.LeafPages; node = _tree.Next(node))
        {
            if (_regions[node].IsShared && (_regions[node].Access & Access.Write) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private void ProtectPrivate(ulong page)
    {
        ulong leafEnd = page + PageTables.LeafPages;
        for (uint node = _tree.FindFrom(page); node != 0 && _regions[node].Start < leafEnd; node = _tree.Next(node))
        {
            ref Region region = ref _regions[node];
            if (!region.IsShared)
            {
                _tables.WriteProtect(region.Start > page ? region.Start : page, region.End < leafEnd ? region.End : leafEnd);
            }
        }
    }
}
