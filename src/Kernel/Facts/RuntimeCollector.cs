using System;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The garbage collector's own figures.</summary>
internal sealed class RuntimeCollector : ICollector
{
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

    public void Collect(int generation) => GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
}
