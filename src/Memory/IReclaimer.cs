namespace Vela.Memory;

/// <summary>Somebody who can do without some memory: a cache of dentries, a pool, a log.</summary>
public interface IReclaimer
{
    /// <summary>How dear its memory is to it: the low ones are asked first. The page cache is 100.</summary>
    int Cost { get; }

    /// <summary>Frees up to a number of frames at once, without waiting and without managed allocation.</summary>
    /// <returns>How many were freed.</returns>
    ulong Reclaim(ulong frames);
}
