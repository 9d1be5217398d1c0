namespace Vela.Memory;

/// <summary>How the resident pages of a range are had, in pages (proc(5), smaps).</summary>
/// <remarks>An anonymous page counts as dirty: it exists because it was written.</remarks>
public struct RegionShares
{
    public ulong PrivateClean;
    public ulong PrivateDirty;
    public ulong SharedClean;
    public ulong SharedDirty;

    /// <summary>Those that belong to no file; counted above too.</summary>
    public ulong Anonymous;

    /// <summary>Those that show the one frame of zeroes; not counted above.</summary>
    public ulong Zero;

    public readonly ulong Resident => PrivateClean + PrivateDirty + SharedClean + SharedDirty + Zero;
}
