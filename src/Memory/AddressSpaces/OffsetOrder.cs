namespace Vela.Memory;

/// <summary>The regions that map an object, by offset: an interval tree.</summary>
internal readonly struct OffsetOrder : ITreeOrder
{
    public static ref TreeLinks Links(ref Region region) => ref region.ByOffset;

    public static bool Precedes(in Region left, in Region right) => left.Offset < right.Offset;

    public static void Summarise(Slab<Region> regions, ref Region region)
    {
        ulong end = region.OffsetEnd;
        if (region.ByOffset.Left != 0 && regions[region.ByOffset.Left].SubtreeOffsetEnd > end)
        {
            end = regions[region.ByOffset.Left].SubtreeOffsetEnd;
        }

        if (region.ByOffset.Right != 0 && regions[region.ByOffset.Right].SubtreeOffsetEnd > end)
        {
            end = regions[region.ByOffset.Right].SubtreeOffsetEnd;
        }

        region.SubtreeOffsetEnd = end;
    }
}
