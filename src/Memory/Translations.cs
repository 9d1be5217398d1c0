using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>The one place that makes the hardware forget translations (S-22).</summary>
/// <remarks>
/// A flush is needed after a change that takes rights away or changes a frame, and before the frame is used again. It reaches the
/// hardware only when the space is active: another root's translations went when that root was left, since no PCIDs are used.
/// </remarks>
internal sealed class Translations(Mmu mmu, MemoryCounters counters)
{
    /// <summary>Beyond this many pages forgetting everything is cheaper than page by page.</summary>
    private const ulong MostPages = 32;

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Forget(PageTables tables, ulong page)
    {
        unchecked
        {
            counters.FlushesNeeded++; // 64 bits last
            if (mmu.ActiveRoot == tables.Root)
            {
                counters.FlushesDone++;
                mmu.InvalidatePage(new PageNumber(page));
            }
        }
    }

    [NoAllocation]
    public void Forget(PageTables tables, ulong start, ulong end)
    {
        counters.FlushesNeeded++;
        if (mmu.ActiveRoot != tables.Root)
        {
            return;
        }

        counters.FlushesDone++;
        if (end - start > MostPages)
        {
            mmu.InvalidateAll();
            return;
        }

        for (ulong page = start; page < end; page++)
        {
            mmu.InvalidatePage(new PageNumber(page));
        }
    }

    [NoAllocation]
    public void ForgetAll(PageTables tables) => Forget(tables, 0, ulong.MaxValue);
}
