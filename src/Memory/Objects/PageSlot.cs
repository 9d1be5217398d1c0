using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>What an object knows of one of its pages. Closed: one of the five kinds below, in eight bytes.</summary>
/// <remarks>
/// <code>
/// 63                12 11 8 7..0
/// [ frame or errno    | .  |kind]
/// </code>
/// "Nothing here, look behind" (Empty) and "as it was when first mapped" (Fresh) are different facts: C-08, C-12 hang on it.
/// </remarks>
internal readonly struct PageSlot(ulong word)
{
    private const ulong FreshKind = 1;
    private const ulong PendingKind = 2;
    private const ulong FailedKind = 3;
    private const ulong PageKind = 4;
    private const int Shift = 12;

    public ulong Word { get; } = word;

    /// <summary>The object knows nothing: look at what stands behind it.</summary>
    public static PageSlot Empty => default;

    /// <summary>Zero, or the pager's page where there is a pager: whatever the objects in between hold does not show.</summary>
    public static PageSlot Fresh => new(FreshKind);

    /// <summary>The pager was asked, and has not answered (C-20: nobody asks twice).</summary>
    public static PageSlot Pending => new(PendingKind);

    public bool IsEmpty => Word == 0;

    public bool IsFresh => Word == FreshKind;

    public bool IsPending => Word == PendingKind;

    public bool IsFailed => (Word & 0xff) == FailedKind;

    public bool IsPage => (Word & 0xff) == PageKind;

    /// <summary>The slot of a page whose frame is the next one.</summary>
    public PageSlot NextPage => new(unchecked(Word + (1UL << Shift))); // frames have 40 bits

    /// <summary>The page's frame; meaningless unless <see cref="IsPage"/>.</summary>
    public FrameNumber Frame => new(Word >> Shift);

    /// <summary>Why the pager failed; meaningless unless <see cref="IsFailed"/>.</summary>
    public Errno Error => (Errno)(int)(Word >> Shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PageSlot Page(FrameNumber frame) => new((frame.Value << Shift) | PageKind);

    /// <summary>The pager could not: told to the next who asks, then forgotten.</summary>
    public static PageSlot Failed(Errno error) => new(((ulong)error << Shift) | FailedKind);
}
