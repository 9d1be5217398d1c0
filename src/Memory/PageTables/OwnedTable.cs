using Vela.Primitives;

namespace Vela.Memory;

/// <summary>A page table that belongs to one address space, or to the spaces that share it after a fork. Only these can be freed (S-05, S-07).</summary>
internal readonly struct OwnedTable(FrameNumber frame)
{
    public FrameNumber Frame { get; } = frame;

    public bool IsNone => Frame.IsNone;
}
