using System.Runtime.InteropServices;

namespace Vela.Memory;

/// <summary>64 slots, or 64 subtrees, of an object's pages: nine lines of a slab.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RadixNode
{
    public const int Bits = 6;
    public const int Fanout = 1 << Bits;

    public uint Parent;

    /// <summary>Which of its parent's subtrees it is.</summary>
    public byte Position;

    /// <summary>0: its words are page slots.</summary>
    public byte Height;

    /// <summary>Words that are not 0.</summary>
    public ushort Used;

    private readonly Header _padding;

    public RadixWords Words;

    [StructLayout(LayoutKind.Sequential, Size = 56)]
    private struct Header;
}
