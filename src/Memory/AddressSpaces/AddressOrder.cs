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
