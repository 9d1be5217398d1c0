using System.Numerics;

namespace Vela.Hal;

public unsafe partial struct FrameTable
{
    /// <summary>Frees a block, merging it with its free buddy, and theirs, as far as they go.</summary>
    private void InsertBlock(uint frame, int order)
    {
        unchecked
        {
            _records[frame].UseField = FrameUse.Free; // it may end up inside its buddy's block
            while (order < MaxOrder)
            {
                uint buddy = frame ^ (1U << order);
                if (buddy >= _frames || buddy == 0 || _records[buddy].UseField != FrameUse.Free || _records[buddy].Order != order)
                {
                    break;
                }

                Unlink(buddy, order);
                frame &= ~(1U << order);
                order++;
            }

            Link(frame, order);
        }
    }

    /// <summary>Frees frames that follow each other, as the largest aligned blocks they hold.</summary>
    private void InsertRun(uint first, ulong count)
    {
        unchecked
        {
            for (ulong i = 0; i < count; i++)
            {
                _records[first + i].UseField = FrameUse.Free;
                _records[first + i].Order = FrameRecord.NoOrder;
            }

            InsertBlocks(first, count);
        }
    }

    /// <summary>As <see cref="InsertRun"/>, of frames whose records say already that they are free.</summary>
    private void InsertBlocks(uint first, ulong count)
    {
        unchecked
        {
            while (count != 0)
            {
                int order = BitOperations.TrailingZeroCount(first);
                order = order < MaxOrder ? order : MaxOrder;
                while ((1UL << order) > count)
                {
                    order--;
                }

                InsertBlock(first, order);
                first += 1U << order;
                count -= 1UL << order;
            }
        }
    }

    /// <summary>Takes a block of exactly this order, splitting a larger one from its low end; 0 when there is none.</summary>
    private uint TakeBlock(int order)
    {
        unchecked
        {
            for (int from = order; from < Orders; from++)
            {
                uint block = _heads[from];
                if (block != 0)
                {
                    Unlink(block, from);
                    Split(block, from, order);
                    return block;
                }
            }

            return 0;
        }
    }

    /// <summary>Cuts a block that is on no list down to an order; the upper halves go back.</summary>
    private void Split(uint block, int from, int to)
    {
        unchecked
        {
            while (from > to)
            {
                from--;
                Link(block + (1U << from), from);
            }
        }
    }

    /// <summary>Takes <paramref name="count"/> frames off the buddy lists, or none; 0 when there is no such run.</summary>
    private uint FindRun(ulong count, ulong alignment, ulong limit)
    {
        unchecked
        {
            ulong size = count > alignment ? count : alignment;
            if (size > BlockFrames)
            {
                return FindBlocks(count, alignment, limit);
            }

            int order = BitOperations.Log2(BitOperations.RoundUpToPowerOf2(size));
            uint best = 0;
            int bestOrder = 0;
            for (int from = order; from < Orders; from++)
            {
                // Where a limit is asked for the lowest block wins; without one, the first will do.
                for (uint block = _heads[from]; block != 0; block = _records[block].Next)
                {
                    if (block + count <= limit && (best == 0 || block < best))
                    {
                        best = block;
                        bestOrder = from;
                        if (limit == _frames)
                        {
                            break;
                        }
                    }
                }

                if (best != 0)
                {
                    break;
                }
            }

            if (best == 0)
            {
                return 0;
            }

            Unlink(best, bestOrder);
            Split(best, bestOrder, order);
            if (count < 1UL << order)
            {
                InsertRun((uint)(best + count), (1UL << order) - count);
            }

            return best;
        }
    }

    /// <summary>A run longer than, or aligned beyond, the largest block: whole blocks that lie side by side.</summary>
    private uint FindBlocks(ulong count, ulong alignment, ulong limit)
    {
        unchecked
        {
            ulong step = alignment > BlockFrames ? alignment : BlockFrames;
            for (ulong first = step; first + count <= limit; first += step)
            {
                ulong frame = first;
                while (frame < first + count && _records[frame].UseField == FrameUse.Free && _records[frame].Order == MaxOrder)
                {
                    frame += BlockFrames;
                }

                if (frame < first + count)
                {
                    continue;
                }

                for (ulong block = first; block < frame; block += BlockFrames)
                {
                    Unlink((uint)block, MaxOrder);
                }

                if (frame > first + count)
                {
                    InsertRun((uint)(first + count), frame - first - count);
                }

                return (uint)first;
            }

            return 0;
        }
    }

    private void Link(uint frame, int order)
    {
        unchecked
        {
            uint head = _heads[order];
            FrameRecord* record = _records + frame;
            record->UseField = FrameUse.Free;
            record->Order = (byte)order;
            record->Next = head;
            record->Previous = 0;
            if (head != 0)
            {
                _records[head].Previous = frame;
            }

            _heads[order] = frame;
        }
    }

    private void Unlink(uint frame, int order)
    {
        FrameRecord* record = _records + frame;
        if (record->Previous != 0)
        {
            _records[record->Previous].Next = record->Next;
        }
        else
        {
            _heads[order] = record->Next;
        }

        if (record->Next != 0)
        {
            _records[record->Next].Previous = record->Previous;
        }

        record->Order = FrameRecord.NoOrder;
    }
}
