using System;
using Vela.Boot;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The garbage collector's own figures, and the pauses that somebody saw.</summary>
/// <remarks>
/// The executive looks between two passes, so that each pause is counted. When nothing else runs it starts the older collections: those
/// that the runtime starts come in the middle of a program's work.
/// </remarks>
internal sealed class RuntimeCollector : ICollector
{
    /// <summary>After so many collections of the youngest, what they kept is worth a look at: the runtime itself waits longer.</summary>
    private const int YoungestPerOlder = 4;
    private const int OlderPerOldest = 4;

    /// <summary>An older collection takes milliseconds: not again at once.</summary>
    private const ulong IdleInterval = 200_000_000;

    /// <summary>Bytes, three quarters of what makes the runtime collect the youngest by itself in a machine of 512 MiB, wherever the executive is then.</summary>
    private const long YoungestBytes = 6 << 20;

    /// <summary>Bytes allocated until a look is worth its calls into the runtime; fewer than any collection comes after.</summary>
    private const long LookBytes = 1 << 16;
    private const long NanosecondsPerTick = 100;

    private readonly CollectorPauses _pauses = new();
    private int _seen = GC.CollectionCount(0);

    /// <summary>Collections of the youngest when an older one was last; what boot has made is worth one at once.</summary>
    private int _youngestAtOlder = -YoungestPerOlder;
    private int _idleCollections;
    private ulong _nextIdle;
    private long _allocatedAtLook;
    private long _allocatedAtLast;

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

    public CollectorPauses ReadPauses()
    {
        Observe(chosen: null);
        return _pauses;
    }

    public void Collect(int generation)
    {
        Observe(chosen: null);
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        Observe(_pauses.Idle);
    }

    /// <summary>
    /// Counts the pause of a collection that has been, and collects the youngest before the runtime must. For between two passes, where the stack
    /// is short: some calls deep, unwinding it is a third of the pause.
    /// </summary>
    public void Look()
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - _allocatedAtLook < LookBytes)
        {
            return;
        }

        _allocatedAtLook = allocated;
        Observe(chosen: null);
        if (allocated - _allocatedAtLast >= YoungestBytes)
        {
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            Observe(chosen: null);
        }
    }

    /// <summary>Collects what is older, if it is time. For when nothing else runs.</summary>
    /// <returns>Whether it did; then other threads may have run.</returns>
    public bool TryUseIdleTime()
    {
        if (GC.CollectionCount(0) - _youngestAtOlder < YoungestPerOlder || Clock.Now < _nextIdle)
        {
            return false;
        }

        Collect(_idleCollections++ % OlderPerOldest == 0 ? 2 : 1);
        _nextIdle = Clock.Now + IdleInterval;
        return true;
    }

    /// <param name="chosen">Where a collection counts that was asked for; null: where its generation says.</param>
    private void Observe(PauseHistogram? chosen)
    {
        int count = GC.CollectionCount(0);
        if (count == _seen)
        {
            return;
        }

        _pauses.Unseen += count - _seen - 1;
        _seen = count;
        _allocatedAtLast = GC.GetAllocatedBytesForCurrentThread();
        GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.Any);
        long pause = info.PauseDurations.Length > 0 ? info.PauseDurations[0].Ticks * NanosecondsPerTick : 0;
        (chosen ?? (info.Generation == 0 ? _pauses.Youngest : _pauses.Older)).Add(pause);
        _youngestAtOlder = info.Generation == 0 ? _youngestAtOlder : count;
    }
}
