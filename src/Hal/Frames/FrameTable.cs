using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Every frame of physical memory: who owns it, and which are free.</summary>
/// <remarks>
/// Owns: the frame records and the free lists. Does not own: what is in a frame, or who may have one (quotas are Memory's).
/// Called before the .NET runtime exists, by its host calls in the middle of a collection, and on every page fault. Hence: raw
/// memory reached by pointer; nothing managed, no exception, no static, no interface; arithmetic is unchecked because an
/// overflow must not throw, and every number was checked against <see cref="FrameCount"/> first.
/// One kernel token guards it; interrupts in ring 0 never enter it.
/// <para>
/// A frame is Absent, free (in a buddy block, on the single list, on the zero list, quarantined), or in use with a count of at
/// least 1. The single list takes the traffic of one-frame requests, so that these cost a dozen instructions; it is emptied
/// into the buddy lists when a run is asked for. The zero list holds frames of page tables, whose entries were all cleared
/// before they were freed. Frame 0 is never handed out.
/// </para>
/// Invariants: <see cref="FreeCount"/> = frames on all lists; sum of <see cref="CountOf"/> + free + quarantined = <see cref="Total"/>;
/// two free buddies of one order are always one block of the next. <see cref="Check"/> recomputes them.
/// Source: Knuth, TAOCP 1, 2.5 (buddy system); M-14, M-15, S-09.
/// </remarks>
public unsafe partial struct FrameTable
{
    /// <summary>Blocks of 2^0 to 2^10 frames: 4 KiB to 4 MiB.</summary>
    public const int Orders = 11;
    public const int MaxOrder = Orders - 1;

    private const int Uses = 16;
    private const uint BlockFrames = 1U << MaxOrder;

    private FrameRecord* _records;
    private PhysicalMemory _memory;
    private uint _frames;
    private uint _singles;
    private uint _singleCount;
    private uint _zeroes;
    private uint _zeroCount;
    private FramePoison _poison;
    private fixed uint _heads[Orders];
    private fixed ulong _inUse[Uses];

    /// <summary>One more than the highest frame number the table describes.</summary>
    public readonly ulong FrameCount => _frames;

    /// <summary>Frames of memory the table was given.</summary>
    public ulong Total { get; private set; }

    /// <summary>Frames that can still be handed out, reserve included.</summary>
    public ulong FreeCount { get; private set; }

    /// <summary>Frames that only <see cref="AllocationClass.Host"/> may take.</summary>
    public ulong Reserve { get; private set; }

    /// <summary>Frames found written to after they were freed; they stay out of use.</summary>
    public readonly ulong Quarantined => _inUse[(int)FrameUse.Quarantined];

    /// <summary>Bytes of raw memory the records of <paramref name="frameCount"/> frames need, a whole number of frames.</summary>
    public static ulong BytesNeeded(ulong frameCount) => unchecked(((frameCount * (ulong)sizeof(FrameRecord)) + FrameNumber.Size - 1) & ~(FrameNumber.Size - 1));

    /// <summary>Prepares a table in which every frame is absent.</summary>
    /// <param name="records">At least <see cref="BytesNeeded"/> bytes, 16-byte aligned, of any content; the table's for good.</param>
    /// <param name="frameCount">One more than the highest frame number to describe; at most 2^32 - 1.</param>
    /// <param name="memory">The direct map of these frames.</param>
    /// <param name="poison">Whether freed frames are filled with a pattern and checked when they are handed out again.</param>
    public FrameFault Initialise(FrameRecord* records, ulong frameCount, PhysicalMemory memory, FramePoison poison)
    {
        unchecked
        {
            if (frameCount is 0 or > uint.MaxValue)
            {
                return FrameFault.OutOfRange;
            }

            _records = records;
            _frames = (uint)frameCount;
            _memory = memory;
            _poison = poison;
            _singles = _singleCount = _zeroes = _zeroCount = 0;
            Total = FreeCount = Reserve = 0;
            for (int order = 0; order < Orders; order++)
            {
                _heads[order] = 0;
            }

            for (int use = 0; use < Uses; use++)
            {
                _inUse[use] = 0;
            }

            for (ulong* word = (ulong*)records, end = (ulong*)(records + frameCount); word < end; word++)
            {
                *word = 0;
            }

            return FrameFault.None;
        }
    }

    /// <summary>Makes <paramref name="count"/> frames of memory available. Frame 0 is skipped.</summary>
    public FrameFault AddRange(FrameNumber first, ulong count)
    {
        unchecked
        {
            if (first.Value > _frames || count > _frames - first.Value)
            {
                return FrameFault.OutOfRange;
            }

            uint frame = (uint)first.Value;
            uint end = (uint)(first.Value + count);
            frame = frame == 0 ? 1 : frame;
            for (uint each = frame; each < end; each++)
            {
                if (_records[each].UseField != FrameUse.Absent)
                {
                    return FrameFault.AlreadyFree;
                }
            }

            if (frame < end)
            {
                Total += end - frame;
                FreeCount += end - frame;
                InsertRun(frame, end - frame);
            }

            return FrameFault.None;
        }
    }

    /// <summary>Keeps the last <paramref name="frames"/> frames for host calls.</summary>
    public void SetReserve(ulong frames) => Reserve = frames;

    /// <summary>Frames in use for <paramref name="use"/>.</summary>
    public readonly ulong CountOf(FrameUse use) => (uint)use < Uses ? _inUse[(int)use] : 0;

    /// <summary>The record of a frame below <see cref="FrameCount"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly FrameRecord* Record(FrameNumber frame) => unchecked(_records + frame.Value);
}
