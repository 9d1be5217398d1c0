using System.Runtime.CompilerServices;

namespace Vela.Capabilities;

/// <summary>Some records in one object. Their number is known to the compiler, so that the low bits of an index need no check.</summary>
internal sealed class RecordChunk
{
    public Cells Records;

    [InlineArray(1 << RecordSlab.ChunkBits)]
    internal struct Cells
    {
        private CapabilityRecord _first;
    }
}
