using System.Runtime.InteropServices;

namespace Vela.Hal;

/// <summary>What the table knows about one frame.</summary>
/// <remarks>
/// <code>
///  0        4        8       12  13   14     16
///  [ owner word      | count |use|ord | tag  ]   in use
///  [ next   | prev   |   0   |use|ord | 0/1  ]   free
/// </code>
/// The count is the owner plus the pins, never the page-table entries (S-20). The tag is the owner's to use: a page table
/// keeps its present entries there, an object its page's state.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct FrameRecord
{
    /// <summary>The order of a frame that does not head a free block.</summary>
    internal const byte NoOrder = 0xff;

    private const int UseShift = 32;
    private const int OrderShift = 40;
    private const int TagBits = 16;

    /// <summary>In <see cref="Tag"/> of a free frame: its bytes are the poison.</summary>
    internal const ushort Poisoned = 1;

    [FieldOffset(0)]
    public FrameOwner Owner;

    [FieldOffset(0)]
    internal uint Next;

    [FieldOffset(4)]
    internal uint Previous;

    /// <summary>Count, use, order and tag in one word.</summary>
    [FieldOffset(8)]
    internal ulong State;

    /// <summary>1 for the owner, 1 for each pin.</summary>
    [FieldOffset(8)]
    public uint Count;

    [FieldOffset(12)]
    internal FrameUse UseField;

    [FieldOffset(13)]
    internal byte Order;

    /// <summary>The owner's to use; 0 when the frame is handed out.</summary>
    [FieldOffset(14)]
    public ushort Tag;

    /// <summary>Whether it is in this use and has no pins: one comparison, the tag left out.</summary>
    internal readonly bool IsUnpinned(FrameUse use) => unchecked((State << TagBits) == (1UL | ((ulong)use << UseShift) | ((ulong)NoOrder << OrderShift)) << TagBits);

    /// <summary>It is free from now on, and heads no block.</summary>
    internal void SetFree() => State = ((ulong)FrameUse.Free << UseShift) | ((ulong)NoOrder << OrderShift);

    public readonly FrameUse Use => UseField;

    public readonly bool IsFree => UseField is >= FrameUse.Free and <= FrameUse.Quarantined;
}
