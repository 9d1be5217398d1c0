using System;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The garbage collector's own figures, and the pauses that somebody saw.</summary>
/// <remarks>
/// The executive looks after each pass, so that each pause is counted.
/// </remarks>
internal sealed class RuntimeCollector : ICollector
{
    private const long NanosecondsPerTick = 100;

    private int _seen = GC.CollectionCount(0);

    public CollectorPauses Pauses { get; } = new();

    public CollectorFacts Read()
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.Any);
        return new CollectorFacts(
            HeapSize: GC.GetTotalMemory(forceFullCollection: false),
            Committed: info.TotalCommittedBytes,
            Limit: info.TotalAvailableMemoryBytes,
            AllocatedSinceBoot: GC.GetTotalAllocatedBytes(),
            Generation0Collections: GC.CollectionCount(0),
            Generation1Collections: GC.CollectionCount(1),
            Generation2Collections: GC.CollectionCount(2),
            TotalPause: GC.GetTotalPauseDuration(),
            LastPause: info.PauseDurations.Length > 0 ? info.PauseDurations[0] : TimeSpan.Zero);
    }

    public void Collect(int generation)
    {
        Observe();
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        Observe(Pauses.Idle);
    }

    /// <summary>Counts the pause of a collection that has been since the last look.</summary>
    public void Observe() => Observe(chosen: null);

    /// <param name="chosen">Where a collection counts that was asked for; null: where its generation says.</param>
    private void Observe(PauseHistogram? chosen)
    {
        int count = GC.CollectionCount(0);
        if (count == _seen)
        {
            return;
        }

        Pauses.Unseen += count - _seen - 1;
        _seen = count;
        GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.Any);
        long pause = info.PauseDurations.Length > 0 ? info.PauseDurations[0].Ticks * NanosecondsPerTick : 0;
        (chosen ?? (info.Generation == 0 ? Pauses.Youngest : Pauses.Older)).Add(pause);
    }
}
