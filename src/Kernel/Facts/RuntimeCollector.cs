using System;
using Vela.Boot;
using Vela.Memory;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The garbage collector's own figures, and the pauses that somebody saw.</summary>
/// <remarks>
/// The executive looks between two passes, so that each pause is counted. When nothing else runs it starts the older collections: those
/// that the runtime starts come in the middle of a program's work.
/// </remarks>
internal sealed class RuntimeCollector : ICollector, IGrowthWatch
{
    /// <summary>After so many collections of the youngest, what they kept is worth a look at: the runtime itself waits longer.</summary>
    private const int YoungestPerOlder = 4;
    private const int OlderPerOldest = 4;

    /// <summary>An older collection takes milliseconds: not again at once.</summary>
    private const ulong IdleInterval = 200_000_000;

    /// <summary>Bytes allocated until a look is worth its calls into the runtime; fewer than any collection of its own comes after.</summary>
    private const long LookBytes = 1 << 16;

    private const long NanosecondsPerTick = 100;

    /// <summary>What a process is to a collection, in files.</summary>
    private const long FilesPerProcess = 8;

    /// <summary>Bytes of a memory object, nearly. They are made for good, and cost a collection little: what it keeps of them is no reason for the next to be soon.</summary>
    private const long ObjectBytes = 256;

    /// <summary>Often is dear: where so many looks found nothing, what was made is not being followed by more.</summary>
    private const int MostHurriedLooks = 16;

    private readonly VirtualMemory _memory;
    private readonly CollectorPauses _pauses = new();
    private readonly CollectorPace _pace = new();
    private int _seen = GC.CollectionCount(0);

    /// <summary>Collections of the youngest when an older one was last; what boot has made is worth one at once.</summary>
    private int _youngestAtOlder = -YoungestPerOlder;
    private int _idleCollections;
    private ulong _nextIdle;
    private long _lookInterval = CollectorPace.Seldom;
    private long _allocatedAtLook;
    private long _allocatedAtLast;
    private ulong _timeAtLast;
    private long _objectsAtLast;
    private int _hurriedLooks;

    /// <param name="memory">It tells whether there is more and more that stays.</param>
    public RuntimeCollector(VirtualMemory memory)
    {
        _memory = memory;
        memory.Watch = this;
    }

    public CollectorFacts Read() => ReadFacts();

    public static CollectorFacts ReadFacts()
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
        _ = Observe(chosen: null);
        return _pauses;
    }

    public void Collect(int generation)
    {
        _ = Observe(chosen: null);
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        _ = Observe(_pauses.Idle);
    }

    /// <summary>
    /// Makes old what lives now: twice, for a collection takes an object one generation on; and once more, for else the runtime would collect all
    /// in the middle of some program's work, soon after so much has become old. Then the youngest, to look through the marks of boot, which are
    /// many, for once and for all.
    /// </summary>
    public void MakeOld()
    {
        Collect(2);
        Collect(2);
        Collect(2);
        Collect(0);
        _idleCollections++;
    }

    /// <summary>What the collection that is due takes.</summary>
    public int Generation => _pace.Generation;

    /// <summary>Counts the pause of a collection that has been, and says whether another is due, before the runtime must. For between two passes.</summary>
    public bool IsDue()
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        bool isDue = _pace.IsDue(allocated - _allocatedAtLast, Living);
        if (!isDue && _hurriedLooks != 0 && --_hurriedLooks == 0)
        {
            _pace.NoteStanding(Living);
            Look(_pace.LookInterval);
        }

        if (!isDue && allocated - _allocatedAtLook < LookBytes)
        {
            return false;
        }

        _allocatedAtLook = allocated;
        return !Observe(chosen: null) && isDue;
    }

    /// <summary>The collection that was due has been.</summary>
    public void NoteCollected() => _ = Observe(chosen: null);

    /// <summary>Collects what is older, if it is time. For when nothing else runs.</summary>
    /// <returns>Whether it did; then other threads may have run.</returns>
    public bool TryUseIdleTime()
    {
        if (GC.CollectionCount(0) - _youngestAtOlder < YoungestPerOlder || Clock.Now < _nextIdle)
        {
            return false;
        }

        if (_idleCollections == 0)
        {
            MakeOld();
        }
        else
        {
            Collect(_idleCollections++ % OlderPerOldest == 0 ? 2 : 1);
        }

        _nextIdle = Clock.Now + IdleInterval;
        return true;
    }

    /// <summary>Where nothing lived on it is looked seldom, and thousands of files could be made until then: one pause would find them all.</summary>
    public void NoteGrowth()
    {
        if (_pace.HasGrown(Living) && _lookInterval == CollectorPace.Seldom)
        {
            Look(CollectorPace.Often);
            _hurriedLooks = MostHurriedLooks;
        }
    }

    private void Look(long interval)
    {
        _lookInterval = interval;
        Interrupts.SetTick((ulong)interval); // the executive has the processor at each
    }

    private long Living => _memory.SourceCount + (FilesPerProcess * _memory.SpaceCount);

    /// <param name="chosen">Where a collection counts that was asked for; null: where its generation says.</param>
    /// <returns>Whether one has been since the last look.</returns>
    private bool Observe(PauseHistogram? chosen)
    {
        int count = GC.CollectionCount(0);
        if (count == _seen)
        {
            return false;
        }

        _pauses.Unseen += count - _seen - 1;
        _seen = count;
        GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.Any);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        ulong now = Clock.Now;
        long pause = info.PauseDurations.Length > 0 ? info.PauseDurations[0].Ticks * NanosecondsPerTick : 0;
        long objects = _memory.MostObjects;
        long kept = Math.Max(info.PromotedBytes - ((objects - _objectsAtLast) * ObjectBytes), 0);
        _pace.Note(new CollectionFacts(info.Generation, kept, allocated - _allocatedAtLast, pause, (long)(now - _timeAtLast)), Living);
        _objectsAtLast = objects;
        _hurriedLooks = 0;
        _allocatedAtLast = allocated;
        _timeAtLast = now;
        (chosen ?? (info.Generation == 0 ? _pauses.Youngest : _pauses.Older)).Add(pause);
        _youngestAtOlder = info.Generation == 0 ? _youngestAtOlder : count;
        if (_lookInterval != _pace.LookInterval)
        {
            Look(_pace.LookInterval);
        }

        return true;
    }
}
