using System.Runtime.InteropServices;

namespace Vela.Memory;

/// <summary>The first 64-byte line of a slab's frame.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct SlabHeader
{
    /// <summary>Bit n: node n is in use. A frame holds at most 63.</summary>
    public ulong Used;

    /// <summary>Frames of the same slab that have room: a list through their headers, 0 at its ends.</summary>
    public ulong Next;
    public ulong Previous;
}
