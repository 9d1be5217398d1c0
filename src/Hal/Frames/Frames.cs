using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>The frame table and the memory it describes, for rooms without unsafe code.</summary>
/// <remarks>
/// A misuse (freeing twice, freeing what is somebody else's) is a bug of ours and stops the machine here; the table itself only
/// reports it, because host calls must not throw. Not a copy of the table: every copy of this value speaks of the same one.
/// </remarks>
public readonly unsafe struct Frames(FrameTable* table, PhysicalMemory memory)
{
    private readonly FrameTable* _table = table;

    public PhysicalMemory Memory { get; } = memory;

    public ulong Total => _table->Total;

    public ulong FreeCount => _table->FreeCount;

    public ulong Reserve => _table->Reserve;

    public ulong FrameCount => _table->FrameCount;

    public ulong Quarantined => _table->Quarantined;

    public ref FrameRecord this[FrameNumber frame] => ref *_table->Record(frame);

    public ulong CountOf(FrameUse use) => _table->CountOf(use);

    /// <inheritdoc cref="FrameTable.Allocate"/>
    public FrameNumber Allocate(FrameUse use, FrameOwner owner) => _table->Allocate(use, owner);

    /// <inheritdoc cref="FrameTable.AllocateZero"/>
    public FrameNumber AllocateZero(FrameUse use, FrameOwner owner) => _table->AllocateZero(use, owner);

    /// <inheritdoc cref="FrameTable.AllocateRun"/>
    public FrameNumber AllocateRun(ulong count, ulong alignment, FrameNumber below, FrameUse use, FrameOwner owner) =>
        _table->AllocateRun(count, alignment, below, use, owner);

    public void Release(FrameNumber frame, FrameUse use) => Demand(_table->Release(frame, use));

    public void ReleaseZero(FrameNumber frame, FrameUse use) => Demand(_table->ReleaseZero(frame, use));

    public void ReleaseRun(FrameNumber first, ulong count, FrameUse use) => Demand(_table->ReleaseRun(first, count, use));

    public void ReleaseEach(FrameNumber first, ulong count, FrameUse use) => Demand(_table->ReleaseEach(first, count, use));

    public void Pin(FrameNumber frame) => Demand(_table->Pin(frame));

    public void Unpin(FrameNumber frame) => Demand(_table->Unpin(frame));

    /// <inheritdoc cref="FrameTable.LargestFreeRun"/>
    public ulong LargestFreeRun() => _table->LargestFreeRun();

    /// <inheritdoc cref="FrameTable.Check"/>
    public FrameNumber Check() => _table->Check();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Demand(FrameFault fault)
    {
        if (fault != FrameFault.None)
        {
            Report(fault);
        }
    }

    private static void Report(FrameFault fault) => Panic.Invariant(fault switch
    {
        FrameFault.OutOfRange => "a frame beyond memory was released",
        FrameFault.Absent => "a frame that is no memory was released",
        FrameFault.AlreadyFree => "a frame was released twice",
        FrameFault.NotZero => "a frame released as zero is not",
        FrameFault.TooManyPins => "a frame has too many pins",
        _ => "a frame was released by somebody who does not own it",
    });
}
