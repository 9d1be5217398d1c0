using Vela.Primitives;

namespace Vela.Memory;

/// <summary>A leaf table of a space's own that was found lately, and which stretch of 2 MiB it is for.</summary>
internal struct RecentLeaf
{
    /// <summary>How many a space remembers: a stretch has one place, by its low bits.</summary>
    public const int Count = 8;

    /// <summary>The stretch: a page's number without its low nine bits.</summary>
    public ulong Stretch;

    public FrameNumber Leaf;
}
