using Vela.Primitives;

namespace Vela.Memory;

/// <summary>What can be told of one region: /proc/PID/maps and the shell's pictures.</summary>
public readonly struct RegionView
{
    public required PageRange Range { get; init; }

    public required Access Access { get; init; }

    public required Access MaxAccess { get; init; }

    public required RegionFlags Flags { get; init; }

    /// <summary>What it shows; null when nothing was written yet.</summary>
    public required VmObject? Object { get; init; }

    /// <summary>The object at the bottom, with the pager; null for anonymous memory.</summary>
    public required VmObject? Origin { get; init; }

    /// <summary>In pages, of the object.</summary>
    public required ulong Offset { get; init; }

    /// <summary>Pages that exist in the region's own object (S-18).</summary>
    public required ulong Committed { get; init; }

    /// <summary>Pages that its tables map.</summary>
    public required ulong Resident { get; init; }

    /// <summary>Objects a lookup may pass through.</summary>
    public required int Depth { get; init; }

    public required uint Badge { get; init; }
}
