using Vela.Primitives;

namespace Vela.Hal;

public unsafe partial struct FrameTable
{
    private const int RefillOrder = 5;

    /// <summary>One frame of any content, with a count of 1; <see cref="FrameNumber.None"/> when there is none left for this class.</summary>
    public FrameNumber Allocate(FrameUse use, FrameOwner owner, AllocationClass allocation = AllocationClass.Ordinary)
    {
        unchecked
        {
            uint frame = _singles;
            if (frame == 0 || _poison != FramePoison.Off || FreeCount <= Reserve)
            {
                frame = TakeSingle(allocation);
                if (frame == 0)
                {
                    return FrameNumber.None;
                }
            }

            FrameRecord* record = _records + frame;
            _singles = record->Next;
            _singleCount--;
            FreeCount--;
            HandOut(record, use, owner);
            return new FrameNumber(frame);
        }
    }

    /// <summary>One frame that holds only zeroes: from the frames of old page tables when there are some, else zeroed now.</summary>
    public FrameNumber AllocateZero(FrameUse use, FrameOwner owner, AllocationClass allocation = AllocationClass.Ordinary)
    {
        unchecked
        {
            uint frame = _zeroes;
            if (frame == 0 || (FreeCount <= Reserve && allocation != AllocationClass.Host))
            {
                FrameNumber fresh = Allocate(use, owner, allocation);
                if (!fresh.IsNone)
                {
                    _memory.ZeroPage(fresh);
                }

                return fresh;
            }

            FrameRecord* record = _records + frame;
            _zeroes = record->Next;
            _zeroCount--;
            FreeCount--;
            HandOut(record, use, owner);
            if (_poison != FramePoison.Off && !_memory.IsZeroPage(new FrameNumber(frame)))
            {
                Quarantine(record);
                return AllocateZero(use, owner, allocation);
            }

            return new FrameNumber(frame);
        }
    }

    /// <summary>Frames that follow each other, of any content, each with a count of 1 and the owner's next offset.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="alignment">A power of two, in frames: the first is a multiple of it.</param>
    /// <param name="below">All are below this frame (a device that reaches only so far); <see cref="FrameNumber.None"/>: anywhere.</param>
    /// <param name="use">What they are for.</param>
    /// <param name="owner">The owner of the first; the next ones have the next offsets.</param>
    /// <param name="allocation">Whether the reserve may be used.</param>
    /// <remarks>M-15: blocks are carved from their low end, where the search starts, so that free memory stays in one piece. M-20.</remarks>
    public FrameNumber AllocateRun(ulong count, ulong alignment, FrameNumber below, FrameUse use, FrameOwner owner, AllocationClass allocation = AllocationClass.Ordinary)
    {
        unchecked
        {
            if (count == 0 || alignment == 0 || (alignment & (alignment - 1)) != 0 || !Suffices(count, allocation))
            {
                return FrameNumber.None;
            }

            ulong limit = below.IsNone || below.Value > _frames ? _frames : below.Value;
            uint first = FindRun(count, alignment, limit);
            if (first == 0 && _singleCount + _zeroCount != 0)
            {
                DrainSingles(0);
                DrainZeroes();
                first = FindRun(count, alignment, limit);
            }

            if (first == 0)
            {
                return FrameNumber.None;
            }

            FreeCount -= count;
            for (ulong i = 0; i < count; i++)
            {
                FrameRecord* record = _records + first + i;
                bool damaged = !IsPoisonIntact(first + i);
                HandOut(record, use, owner.Plus(i));
                if (damaged)
                {
                    // The run cannot have a hole: give the rest back and look again without this frame.
                    Quarantine(record);
                    for (ulong k = 0; k < i; k++)
                    {
                        Free(_records + first + k);
                    }

                    FreeCount += count - i - 1;
                    InsertRun((uint)(first + i + 1), count - i - 1);
                    return AllocateRun(count, alignment, below, use, owner, allocation);
                }
            }

            return new FrameNumber(first);
        }
    }

    private readonly bool Suffices(ulong count, AllocationClass allocation) =>
        unchecked(FreeCount >= count && (allocation == AllocationClass.Host || FreeCount - count >= Reserve));

    private void HandOut(FrameRecord* record, FrameUse use, FrameOwner owner)
    {
        record->Owner = owner;
        record->Count = 1;
        record->UseField = use;
        record->Order = FrameRecord.NoOrder;
        record->Tag = 0;
        unchecked
        {
            _inUse[(int)use & (Uses - 1)]++;
        }
    }

    /// <summary>Makes sure that the single list's head may be handed out to this class, and returns it; 0 when it cannot.</summary>
    private uint TakeSingle(AllocationClass allocation)
    {
        unchecked
        {
            while (Suffices(1, allocation))
            {
                if (_singles == 0)
                {
                    Refill();
                }

                uint frame = _singles;
                if (IsPoisonIntact(frame))
                {
                    return frame;
                }

                FrameRecord* record = _records + frame;
                _singles = record->Next;
                _singleCount--;
                FreeCount--;
                _inUse[(int)FrameUse.Quarantined]++;
                record->UseField = FrameUse.Quarantined;
            }

            return 0;
        }
    }

    /// <summary>Moves a buddy block, or failing that the zero frames, to the single list. There is at least one free frame.</summary>
    private void Refill()
    {
        unchecked
        {
            for (int order = RefillOrder; order >= 0; order--)
            {
                uint block = TakeBlock(order);
                if (block == 0)
                {
                    continue;
                }

                // The lowest frame ends up on top, so that memory is used from its low end.
                for (uint i = 1U << order; i > 0; i--)
                {
                    PushSingle(block + i - 1);
                }

                return;
            }

            while (_zeroes != 0)
            {
                uint frame = _zeroes;
                _zeroes = _records[frame].Next;
                _zeroCount--;
                _records[frame].Tag = 0;
                PushSingle(frame);
            }
        }
    }

    private readonly bool IsPoisonIntact(ulong frame) =>
        _poison == FramePoison.Off || _records[frame].Tag != FrameRecord.Poisoned || _memory.IsPoisonedPage(new FrameNumber(frame));

    /// <summary>Takes a frame just handed out away from everybody.</summary>
    private void Quarantine(FrameRecord* record)
    {
        unchecked
        {
            _inUse[(int)record->UseField & (Uses - 1)]--;
            _inUse[(int)FrameUse.Quarantined]++;
            record->UseField = FrameUse.Quarantined;
            record->Count = 0;
            record->Owner = FrameOwner.None;
        }
    }
}
