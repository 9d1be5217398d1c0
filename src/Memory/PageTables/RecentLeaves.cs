using System.Runtime.CompilerServices;

namespace Vela.Memory;

/// <summary>The leaf tables that a space remembers: each stretch of 2 MiB has one place, by its low bits.</summary>
[InlineArray(Count)]
internal struct RecentLeaves
{
    public const int Count = 8;

    private RecentLeaf _first;
}
