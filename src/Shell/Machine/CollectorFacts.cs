using System;

namespace Vela.Shell;

/// <summary>What the garbage collector has done since boot, and what it holds. Sizes in bytes.</summary>
public readonly record struct CollectorFacts(
    long HeapSize,
    long Committed,
    long Limit,
    long AllocatedSinceBoot,
    int Generation0Collections,
    int Generation1Collections,
    int Generation2Collections,
    TimeSpan TotalPause,
    TimeSpan LastPause);
