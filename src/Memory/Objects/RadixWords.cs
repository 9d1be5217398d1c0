using System.Runtime.CompilerServices;

namespace Vela.Memory;

/// <summary>The words of a <see cref="RadixNode"/>: page slots or subtrees.</summary>
[InlineArray(RadixNode.Fanout)]
internal struct RadixWords
{
#pragma warning disable IDE0044 // an inline array's element is written through the array
    private ulong _first;
#pragma warning restore IDE0044
}
