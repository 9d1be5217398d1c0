using System;
using Vela.Boot;
using Vela.Hal;
using Vela.Memory;

namespace Vela.Kernel;

/// <summary>Asks the runtime's heap for what it holds and does not use, when page cache alone is not enough.</summary>
internal sealed class HeapReclaimer(Frames frames) : IReclaimer
{
    /// <summary>A collection takes milliseconds: seldom.</summary>
    private const ulong Interval = 1_000_000_000;

    private ulong _next;

    public int Cost => 200;

    public ulong Reclaim(ulong wanted)
    {
        if (Clock.Now < _next)
        {
            return 0;
        }

        _next = Clock.Now + Interval;
        ulong before = frames.FreeCount;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Math.Max(frames.FreeCount, before) - before;
    }
}
