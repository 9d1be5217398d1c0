using Vela.Primitives;

namespace Vela.Hal;

public unsafe partial struct FrameTable
{
    private const uint MaxSingles = 512;
    private const uint MaxZeroes = 256;

    /// <summary>The least number of frames that, freed together, do not go to the single list.</summary>
    private const ulong LeastBlock = 8;

    /// <summary>The owner lets go of its frame; it is free now, or when its last pin goes.</summary>
    /// <param name="frame">A frame in use.</param>
    /// <param name="use">What the caller believes the frame is in use for.</param>
    public FrameFault Release(FrameNumber frame, FrameUse use)
    {
        unchecked
        {
            if (frame.Value - 1 >= _frames - 1UL)
            {
                return FrameFault.OutOfRange;
            }

            FrameRecord* record = _records + frame.Value;
            if (record->UseField != use || use < FrameUse.Host)
            {
                return Misuse(record);
            }

            if (--record->Count == 0)
            {
                Free(record);
                return FrameFault.None;
            }

            _inUse[(int)use]--;
            _inUse[(int)FrameUse.Orphan]++;
            record->UseField = FrameUse.Orphan;
            record->Owner = FrameOwner.None;
            return FrameFault.None;
        }
    }

    /// <summary>As <see cref="Release"/>, of a frame that its owner has left full of zeroes: it is kept for <see cref="AllocateZero"/>.</summary>
    public FrameFault ReleaseZero(FrameNumber frame, FrameUse use)
    {
        unchecked
        {
            if (frame.Value - 1 >= _frames - 1UL)
            {
                return FrameFault.OutOfRange;
            }

            FrameRecord* record = _records + frame.Value;
            if (record->UseField != use || use < FrameUse.Host)
            {
                return Misuse(record);
            }

            if (_poison != FramePoison.Off && !_memory.IsZeroPage(frame))
            {
                return FrameFault.NotZero;
            }

            if (record->Count != 1 || _zeroCount >= MaxZeroes)
            {
                return Release(frame, use);
            }

            _inUse[(int)use]--;
            FreeCount++;
            _zeroCount++;
            record->Count = 0;
            record->UseField = FrameUse.FreeZero;
            record->Tag = 0;
            record->Next = _zeroes;
            record->Previous = 0;
            _zeroes = (uint)frame.Value;
            return FrameFault.None;
        }
    }

    /// <summary>Releases frames that follow each other and have no pins, faster than one by one; at the first fault the rest stays.</summary>
    public FrameFault ReleaseRun(FrameNumber first, ulong count, FrameUse use)
    {
        unchecked
        {
            if (first.Value == 0 || first.Value > _frames || count > _frames - first.Value)
            {
                return FrameFault.OutOfRange;
            }

            for (ulong i = 0; i < count; i++)
            {
                FrameRecord* record = _records + first.Value + i;
                if (record->UseField != use || use < FrameUse.Host)
                {
                    return Misuse(record);
                }

                if (record->Count != 1)
                {
                    return FrameFault.WrongUse;
                }
            }

            for (ulong i = 0; i < count; i++)
            {
                _records[first.Value + i].Count = 0;
                _records[first.Value + i].Tag = Poison(first + i);
            }

            if (count != 0)
            {
                _inUse[(int)use] -= count;
                FreeCount += count;
                InsertRun((uint)first.Value, count);
            }

            return FrameFault.None;
        }
    }

    /// <summary>As <see cref="Release"/>, of frames that follow each other; at the first fault the rest stays. Pins are as they may be.</summary>
    /// <remarks>Where there are no pins, a frame costs seven instructions and each aligned block of them one insertion.</remarks>
    public FrameFault ReleaseEach(FrameNumber first, ulong count, FrameUse use)
    {
        unchecked
        {
            if (first.Value == 0 || first.Value > _frames || count > _frames - first.Value || use < FrameUse.Host)
            {
                return FrameFault.OutOfRange;
            }

            ulong end = first.Value + count;
            for (ulong frame = first.Value; frame < end; frame++)
            {
                ulong start = frame;
                for (; frame < end && _poison == FramePoison.Off && _records[frame].IsUnpinned(use); frame++)
                {
                    _records[frame].SetFree();
                }

                InsertFreed(start, frame - start, use);
                FrameFault fault = frame < end ? Release(new FrameNumber(frame), use) : FrameFault.None;
                if (fault != FrameFault.None)
                {
                    return fault;
                }
            }

            return FrameFault.None;
        }
    }

    /// <summary>Holds a frame that somebody owns, so that it is not reused while I/O or a copy reaches it.</summary>
    public readonly FrameFault Pin(FrameNumber frame)
    {
        unchecked
        {
            if (frame.Value - 1 >= _frames - 1UL)
            {
                return FrameFault.OutOfRange;
            }

            FrameRecord* record = _records + frame.Value;
            if (record->UseField < FrameUse.Host)
            {
                return Misuse(record);
            }

            if (record->Count == uint.MaxValue)
            {
                return FrameFault.TooManyPins;
            }

            record->Count++;
            return FrameFault.None;
        }
    }

    /// <summary>Ends one <see cref="Pin"/>; frees the frame when its owner has let go meanwhile and this was the last.</summary>
    public FrameFault Unpin(FrameNumber frame)
    {
        unchecked
        {
            if (frame.Value - 1 >= _frames - 1UL)
            {
                return FrameFault.OutOfRange;
            }

            FrameRecord* record = _records + frame.Value;
            if (record->UseField < FrameUse.Host)
            {
                return Misuse(record);
            }

            if (record->Count == 1 && record->UseField != FrameUse.Orphan)
            {
                return FrameFault.WrongUse; // the one count left is the owner's
            }

            if (--record->Count == 0)
            {
                Free(record);
            }

            return FrameFault.None;
        }
    }

    private static FrameFault Misuse(FrameRecord* record) => record->UseField switch
    {
        FrameUse.Absent => FrameFault.Absent,
        < FrameUse.Host => FrameFault.AlreadyFree,
        _ => FrameFault.WrongUse,
    };

    private void Free(FrameRecord* record)
    {
        unchecked
        {
            uint frame = (uint)(record - _records);
            _inUse[(int)record->UseField & (Uses - 1)]--;
            FreeCount++;
            record->Count = 0;
            record->Tag = Poison(new FrameNumber(frame));
            PushSingle(frame);
            if (_singleCount > MaxSingles)
            {
                DrainSingles(MaxSingles / 2);
            }
        }
    }

    /// <summary>Puts frames whose records say that they are free on a list: few to the single ones, more to the blocks.</summary>
    private void InsertFreed(ulong first, ulong count, FrameUse use)
    {
        unchecked
        {
            _inUse[(int)use & (Uses - 1)] -= count;
            FreeCount += count;
            if (count >= LeastBlock)
            {
                InsertBlocks((uint)first, count);
                return;
            }

            for (ulong i = 0; i < count; i++)
            {
                PushSingle((uint)(first + i));
            }

            if (_singleCount > MaxSingles)
            {
                DrainSingles(MaxSingles / 2);
            }
        }
    }

    private readonly ushort Poison(FrameNumber frame)
    {
        if (_poison == FramePoison.Off)
        {
            return 0;
        }

        _memory.PoisonPage(frame);
        return FrameRecord.Poisoned;
    }

    private void PushSingle(uint frame)
    {
        unchecked
        {
            FrameRecord* record = _records + frame;
            record->Next = _singles;
            record->Previous = 0;
            record->UseField = FrameUse.FreeSingle;
            _singles = frame;
            _singleCount++;
        }
    }

    private void DrainSingles(uint left)
    {
        unchecked
        {
            while (_singleCount > left)
            {
                uint frame = _singles;
                _singles = _records[frame].Next;
                _singleCount--;
                InsertBlock(frame, 0);
            }
        }
    }

    private void DrainZeroes()
    {
        unchecked
        {
            while (_zeroes != 0)
            {
                uint frame = _zeroes;
                _zeroes = _records[frame].Next;
                _zeroCount--;
                _records[frame].Tag = 0;
                InsertBlock(frame, 0);
            }
        }
    }
}
