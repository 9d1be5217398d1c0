using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>What shows where nothing is mapped: an object, each of its pages at the address that is its offset. It is mapped as it is touched.</remarks>
public sealed partial class AddressSpace
{
    /// <summary>As much as one leaf table maps: what is mapped at once where it is free.</summary>
    private const ulong FallbackPages = 512;

    private VmObject? _fallback;

    /// <summary>The badge of its regions; 0: there is none.</summary>
    public uint FallbackBadge { get; private set; }

    /// <summary>Has another object show where nothing is mapped, or nothing. What is mapped already stays. Whoever sets it keeps the object.</summary>
    public void SetFallback(VmObject? shown, uint badge)
    {
        _fallback = shown;
        FallbackBadge = badge;
    }

    private bool TryMapFallback(PageNumber page)
    {
        PageNumber start = new(page.Value & ~(FallbackPages - 1));
        return TryMapFallback(PageRange.Of(start, FallbackPages)) || TryMapFallback(PageRange.Of(page, 1));
    }

    private bool TryMapFallback(PageRange range) => _fallback is { } shown
        && range.End.Value <= shown.Size >> PageNumber.Shift
        && Map(new MapRequest
        {
            Pages = range.Count,
            Where = range.Start,
            Placement = Placement.FixedNoReplace,
            Access = Access.ReadWrite,
            MaxAccess = Access.ReadWrite,
            Object = shown,
            Offset = range.Start.Value,
            Flags = RegionFlags.Shared,
            Badge = FallbackBadge,
        }).IsOk;
}
