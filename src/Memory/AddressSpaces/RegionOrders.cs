namespace Vela.Memory;

/// <summary>The regions of an address space, by address. A subtree knows its extent and its largest gap between two regions.</summary>
internal readonly struct AddressOrder : ITreeOrder
{
    public static ref TreeLinks Links(ref Region region) => ref region.ByAddress;

    public static bool Precedes(in Region left, in Region right) => left.Start < right.Start;

    public static void Summarise(Slab<Region> regions, ref Region region)
    {
        ulong start = region.Start;
        ulong end = region.End;
        ulong gap = 0;
        if (region.ByAddress.Left != 0)
        {
            ref Region left = ref regions[region.ByAddress.Left];
            start = left.SubtreeStart;
            gap = Max(left.SubtreeGap, region.Start - left.SubtreeEnd);
        }

        if (region.ByAddress.Right != 0)
        {
            ref Region right = ref regions[region.ByAddress.Right];
            end = right.SubtreeEnd;
            gap = Max(gap, Max(right.SubtreeGap, right.SubtreeStart - region.End));
        }

        region.SubtreeStart = start;
        region.SubtreeEnd = end;
        region.SubtreeGap = gap;
    }

    private static ulong Max(ulong left, ulong right) => left > right ? left : right;
}

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
