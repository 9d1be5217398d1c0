namespace Vela.Memory;

/// <summary>What the room has done since boot, named for the story each tells.</summary>
public sealed class MemoryCounters
{
    /// <summary>Faults resolved, of any kind.</summary>
    public ulong Faults { get; internal set; }

    /// <summary>Faults that found nothing to do: another thread was first, or a translation was stale.</summary>
    public ulong SpuriousFaults { get; internal set; }

    public ulong ZeroPagesMapped { get; internal set; }

    public ulong ZeroPagesMade { get; internal set; }

    public ulong PagesCopied { get; internal set; }

    /// <summary>Writes to a page that was this region's alone: made writable, nothing copied.</summary>
    public ulong PagesReused { get; internal set; }

    /// <summary>Writes to a page behind the top object that nothing else could reach: it changed its owner.</summary>
    public ulong PagesMovedUp { get; internal set; }

    public ulong PagesMappedAround { get; internal set; }

    public ulong LargePagesMapped { get; internal set; }

    public ulong LargePagesSplit { get; internal set; }

    public ulong PagerRequests { get; internal set; }

    public ulong ShadowsMade { get; internal set; }

    public ulong Collapses { get; internal set; }

    public ulong Bypasses { get; internal set; }

    public ulong Forks { get; internal set; }

    public ulong LeafTablesShared { get; internal set; }

    public ulong LeafTablesCopied { get; internal set; }

    public ulong LeafTablesThawed { get; internal set; }

    /// <summary>Flushes that a change of translations called for.</summary>
    public ulong FlushesNeeded { get; internal set; }

    /// <summary>Those among them that met an active space, and reached the hardware.</summary>
    public ulong FlushesDone { get; internal set; }

    public ulong PagesReclaimed { get; internal set; }

    /// <summary>Faults refused: unmapped, wrong access, beyond the end, no memory.</summary>
    public ulong Refused { get; internal set; }
}
