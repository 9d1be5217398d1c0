using Vela.Primitives;

namespace Vela.Memory;

/// <summary>What to map, where, and with which rights; already parsed and authorised.</summary>
public readonly struct MapRequest
{
    /// <summary>At least 1.</summary>
    public required ulong Pages { get; init; }

    /// <summary>What may be done now.</summary>
    public required Access Access { get; init; }

    /// <summary>What may ever be allowed: the rights of what it was derived from. Never widened.</summary>
    public Access MaxAccess { get; init; }

    /// <summary>Where; page 0 for no wish.</summary>
    public PageNumber Where { get; init; }

    public Placement Placement { get; init; }

    /// <summary>What it shows; null for zeroes.</summary>
    public VmObject? Object { get; init; }

    /// <summary>The object's page that the first page shows.</summary>
    public ulong Offset { get; init; }

    /// <summary>Shared, GrowsDown, NoLargePages and Locked only.</summary>
    public RegionFlags Flags { get; init; }

    public uint Badge { get; init; }
}
