namespace Vela.Memory;

/// <summary>What makes a tree of regions: where its links are, how it is ordered, what each subtree knows of itself.</summary>
internal interface ITreeOrder
{
    static abstract ref TreeLinks Links(ref Region region);

    static abstract bool Precedes(in Region left, in Region right);

    /// <summary>Recomputes what a node knows of its subtree from its two children.</summary>
    static abstract void Summarise(Slab<Region> regions, ref Region region);
}
