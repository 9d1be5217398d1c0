using System;

namespace Vela.Memory;

/// <summary>What a region is, besides its extent and its rights.</summary>
[Flags]
public enum RegionFlags : ushort
{
    None = 0,

    /// <summary>Writes go to the object itself, where every other mapping of it sees them.</summary>
    Shared = 1,

    /// <summary>Private, and its object may be reached by others: a write first puts a shadow in front (C-07, C-11).</summary>
    NeedsCopy = 2,

    /// <summary>A fault in the gap below extends it (C-37).</summary>
    GrowsDown = 4,

    /// <summary>Its pages stay resident (mlock).</summary>
    Locked = 8,

    /// <summary>No 2 MiB pages here (MADV_NOHUGEPAGE).</summary>
    NoLargePages = 16,

    /// <summary>Maps device or firmware memory: frames nobody owns.</summary>
    Physical = 32,

    /// <summary>A shadow was put in front since a fork: W bits in tables frozen then mean nothing any more.</summary>
    StaleRights = 64,
}
