using Vela.Primitives;

namespace Vela.Hal;

public unsafe partial struct FrameTable
{
    /// <summary>The longest run of free frames that one request could get, in frames: the measure of fragmentation (M-15).</summary>
    public readonly ulong LargestFreeRun()
    {
        unchecked
        {
            ulong largest = 0;
            ulong run = 0;
            for (uint frame = 1; frame < _frames; frame++)
            {
                run = _records[frame].UseField is FrameUse.Free or FrameUse.FreeSingle or FrameUse.FreeZero ? run + 1 : 0;
                largest = run > largest ? run : largest;
            }

            return largest;
        }
    }

    /// <summary>Recomputes every count and list. Walks all records: for tests and the sweeper.</summary>
    /// <returns>The first frame at which something is wrong; <see cref="FrameNumber.None"/> when all is well; frame 0xffffffff for a count that does not fit.</returns>
    public readonly FrameNumber Check()
    {
        unchecked
        {
            ulong free = 0;
            ulong memory = 0;
            ulong blockFrames = 0;
            ulong owned = 0;
            for (uint frame = 1; frame < _frames; frame++)
            {
                FrameRecord* record = _records + frame;
                if (record->UseField == FrameUse.Absent)
                {
                    continue;
                }

                memory++;
                bool isFree = record->UseField is FrameUse.Free or FrameUse.FreeSingle or FrameUse.FreeZero;
                free += isFree ? 1UL : 0;
                owned += record->UseField >= FrameUse.Host ? 1UL : 0;
                if ((record->UseField >= FrameUse.Host) != (record->Count > 0))
                {
                    return new FrameNumber(frame);
                }

                if (record->UseField == FrameUse.Free && record->Order != FrameRecord.NoOrder)
                {
                    if (!IsBlockSound(frame, record->Order))
                    {
                        return new FrameNumber(frame);
                    }

                    blockFrames += 1UL << record->Order;
                }
            }

            ulong counted = 0;
            for (int use = (int)FrameUse.Host; use < Uses; use++)
            {
                counted += _inUse[use];
            }

            bool fits = free == FreeCount && memory == Total && counted == owned && blockFrames + ListLength(_singles) + ListLength(_zeroes) == free
                && ListLength(_singles) == _singleCount && ListLength(_zeroes) == _zeroCount;
            return fits ? FrameNumber.None : new FrameNumber(uint.MaxValue);
        }
    }

    private readonly bool IsBlockSound(uint frame, int order)
    {
        unchecked
        {
            if (order > MaxOrder || (frame & ((1U << order) - 1)) != 0)
            {
                return false;
            }

            for (uint inside = frame + 1; inside < frame + (1U << order); inside++)
            {
                if (_records[inside].UseField != FrameUse.Free || _records[inside].Order != FrameRecord.NoOrder)
                {
                    return false;
                }
            }

            uint buddy = frame ^ (1U << order);
            return order == MaxOrder || buddy == 0 || buddy >= _frames || _records[buddy].UseField != FrameUse.Free || _records[buddy].Order != order;
        }
    }

    private readonly ulong ListLength(uint head)
    {
        ulong length = 0;
        for (uint frame = head; frame != 0 && length <= _frames; frame = _records[frame].Next)
        {
            length++;
        }

        return length;
    }
}
