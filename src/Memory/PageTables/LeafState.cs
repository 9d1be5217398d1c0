namespace Vela.Memory;

/// <summary>What a 2 MiB stretch of an address space has for a leaf table.</summary>
internal enum LeafState : byte
{
    /// <summary>None.</summary>
    Missing,

    /// <summary>A table of its own, whose entries mean what they say.</summary>
    Owned,

    /// <summary>A table of its own now, but its entries' W bits are from before a fork (the entry above has W clear).</summary>
    Frozen,

    /// <summary>A table that other spaces use as well; nobody may write it.</summary>
    Shared,

    /// <summary>No table: one entry maps 2 MiB.</summary>
    Large,
}
