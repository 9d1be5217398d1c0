using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>Unmapping and the end of a space. Source: munmap(2); C-38, M-30.</remarks>
public sealed partial class AddressSpace
{
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

        if (!TryPrepare(start, end))
        {
            return Errno.NoMemory;
        }

        SplitAt(start);
        SplitAt(end);
        ClearTables(start, end);
        int budget = VirtualMemory.StepPages;
        return TryRemoveAll(start, end, ref budget) ? Errno.None : Errno.Again;
    }

    /// <summary>Ends the space: all mappings, tables and the root go. It must not be active.</summary>
    /// <returns><see cref="Errno.Again"/>: a part is done; call again.</returns>
    public Errno Destroy()
    {
        Panic.When(_memory.Mmu.ActiveRoot == Root, "an active address space is destroyed");
        int budget = VirtualMemory.StepPages;
        _ = _tables.Clear(0, UserAddress.Limit >> PageNumber.Shift); // whole tables, the last one too
        if (!TryRemoveAll(0, UserAddress.Pages.End.Value, ref budget))
        {
            return Errno.Again;
        }

        _tables.Free();
        _memory.Spaces.Remove(Index);
        return Errno.None;
    }

    /// <summary>Removes what is in the way of a fixed mapping, whose edges are prepared.</summary>
    private void RemoveAll(ulong start, ulong end)
    {
        SplitAt(start);
        SplitAt(end);
        ClearTables(start, end);
        bool isDone;
        do
        {
            int budget = int.MaxValue;
            isDone = TryRemoveAll(start, end, ref budget);
        }
        while (!isDone);
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
