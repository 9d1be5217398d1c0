using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The runtime's mappings: mmap, munmap, mprotect, madvise and brk over its window of the address space.</summary>
/// <remarks>
/// Owns: the window's addresses and the frames mapped there. Reserving costs nothing; memory is taken when it is made
/// accessible, so that its lack is an error here and never a fault later. Decommitting gives the frames back at once, in the
/// middle of a collection too.
/// States of a page: absent (entry 0); mapped; kept (a frame, not present: PROT_NONE after use); fresh (no frame, zero on next touch:
/// MADV_DONTNEED). Sources: mmap(2), mprotect(2), madvise(2), brk(2).
/// </remarks>
internal static unsafe class HostMemory
{
    public const ulong ProtectRead = 1;
    public const ulong ProtectWrite = 2;
    public const ulong ProtectExecute = 4;

    private const ulong MapFixed = 0x10;
    private const ulong MapAnonymous = 0x20;
    private const ulong MapFixedNoReplace = 0x10_0000;
    private const ulong AdviseDontNeed = 4;
    private const ulong AdviseFree = 8;

    /// <summary>Software bits of an entry that is not present (SDM 3A 4.5: ignored by the processor).</summary>
    private const ulong Kept = 1 << 9;
    private const ulong Fresh = 1 << 10;

    private const ulong BreakStart = MemoryLayout.RuntimeWindow + 0x1000_0000;
    private const ulong BreakLimit = BreakStart + 0x1000_0000;
    private const ulong MapStart = MemoryLayout.RuntimeWindow + 0x4000_0000;

    /// <summary>Blocks start on 64 KiB, so that the window splinters slowly.</summary>
    private const ulong Granularity = 0x1_0000;

    private const int MaxHoles = 2048;

    private static Hole* _holes;
    private static int _holeCount;
    private static ulong _break;
    private static ulong _imageStart;
    private static ulong _imageEnd;

    public static ulong Committed;

    public static void Initialise(ulong imageStart, ulong imageEnd)
    {
        _imageStart = imageStart;
        _imageEnd = imageEnd;
        _break = BreakStart;
        ulong frames = ((ulong)sizeof(Hole) * MaxHoles) / FrameNumber.Size;
        FrameNumber first = PhysicalMap.Frames.AllocateRun(frames, 1, FrameNumber.None, FrameUse.Kernel, FrameOwner.None, AllocationClass.Host);
        if (first.IsNone)
        {
            Stop.Panic("no memory for the runtime's address list"u8);
        }

        _holes = (Hole*)(MemoryLayout.DirectMap + first.Address.Value);
        _holes[0] = new Hole { Start = MapStart, End = MemoryLayout.RuntimeWindowEnd - Granularity };
        _holeCount = 1;
    }

    public static long Map(ulong address, ulong length, ulong protection, ulong flags)
    {
        if (length == 0 || length > MemoryLayout.SlotSize)
        {
            return -(long)Errno.Invalid;
        }

        if ((flags & MapAnonymous) == 0)
        {
            return -(long)Errno.NoDevice;
        }

        if ((protection & ProtectExecute) != 0)
        {
            // Code written at run time would break W^X: the frame stays writable in the direct map.
            return -(long)Errno.AccessDenied;
        }

        length = RoundUp(length);
        if ((flags & (MapFixed | MapFixedNoReplace)) != 0)
        {
            if (!IsOurs(address, length))
            {
                return -(long)Errno.NoMemory;
            }

            Discard(address, length);
        }
        else if (!TryReserve(length, out address))
        {
            return -(long)Errno.NoMemory;
        }

        if ((protection & (ProtectRead | ProtectWrite)) != 0 && !Commit(address, length, protection))
        {
            Discard(address, length);
            if ((flags & MapFixed) == 0)
            {
                Release(address, length);
            }

            return -(long)Errno.NoMemory;
        }

        return (long)address;
    }

    public static long Unmap(ulong address, ulong length)
    {
        length = RoundUp(length);
        if (length == 0 || (address & (FrameNumber.Size - 1)) != 0 || !IsOurs(address, length))
        {
            return -(long)Errno.Invalid;
        }

        Discard(address, length);
        if (address >= MapStart)
        {
            Release(address, length);
        }

        return 0;
    }

    public static long Protect(ulong address, ulong length, ulong protection)
    {
        length = RoundUp(length);
        if ((address & (FrameNumber.Size - 1)) != 0)
        {
            return -(long)Errno.Invalid;
        }

        if (address >= _imageStart && address + length <= _imageEnd)
        {
            return ProtectImage(address, length, protection);
        }

        if (!IsOurs(address, length))
        {
            return -(long)Errno.NoMemory;
        }

        if ((protection & ProtectExecute) != 0)
        {
            return -(long)Errno.AccessDenied;
        }

        if ((protection & (ProtectRead | ProtectWrite)) != 0)
        {
            return Commit(address, length, protection) ? 0 : -(long)Errno.NoMemory;
        }

        for (ulong at = address; at < address + length; at += FrameNumber.Size)
        {
            ulong* entry = SkipHoles(ref at, address + length);
            if (entry != null && (*entry & KernelTables.Present) != 0)
            {
                *entry = (*entry & ~KernelTables.Present) | Kept;
                Cpu.InvalidatePage(at);
            }
        }

        return 0;
    }

    public static long Advise(ulong address, ulong length, ulong advice)
    {
        length = RoundUp(length);
        if ((address & (FrameNumber.Size - 1)) != 0)
        {
            return -(long)Errno.Invalid;
        }

        if (advice is not (AdviseDontNeed or AdviseFree))
        {
            return 0;
        }

        if (!IsOurs(address, length))
        {
            return -(long)Errno.NoMemory;
        }

        for (ulong at = address; at < address + length; at += FrameNumber.Size)
        {
            ulong* entry = SkipHoles(ref at, address + length);
            if (entry != null && (*entry & KernelTables.Present) != 0)
            {
                Free(entry, at);
                *entry = Fresh;
            }
        }

        return 0;
    }

    /// <summary>brk(2): moves the end of the C library's small heap; the unchanged end when it cannot.</summary>
    public static long Break(ulong end)
    {
        if (end < BreakStart || end > BreakLimit)
        {
            return (long)_break;
        }

        ulong oldEnd = RoundUp(_break);
        ulong newEnd = RoundUp(end);
        if (newEnd > oldEnd && !Commit(oldEnd, newEnd - oldEnd, ProtectRead | ProtectWrite))
        {
            Discard(oldEnd, newEnd - oldEnd);
            return (long)_break;
        }

        if (newEnd < oldEnd)
        {
            Discard(newEnd, oldEnd - newEnd);
        }

        _break = end;
        return (long)_break;
    }

    /// <summary>A touch of a page that was given back with MADV_DONTNEED gets a zero page. False when the address is none such.</summary>
    public static bool TryRefresh(ulong address)
    {
        if (address < MemoryLayout.RuntimeWindow || address >= MemoryLayout.RuntimeWindowEnd)
        {
            return false;
        }

        ulong* entry = KernelTables.FindEntry(address);
        if (entry == null || *entry != Fresh)
        {
            return false;
        }

        if (!Back(entry))
        {
            Stop.Panic("no memory for a page that the runtime was promised"u8);
        }

        return true;
    }

    private static bool IsOurs(ulong address, ulong length) =>
        address >= MemoryLayout.RuntimeWindow && length <= MemoryLayout.SlotSize && address + length <= MemoryLayout.RuntimeWindowEnd;

    /// <summary>
    /// The C library makes the image's relocated constants read-only once it is done with them, and the runtime opens the page
    /// of its stack cookie for one store. Code is nobody's to change.
    /// </summary>
    private static long ProtectImage(ulong address, ulong length, ulong protection)
    {
        for (ulong at = address; at < address + length; at += FrameNumber.Size)
        {
            ulong* entry = KernelTables.FindEntry(at);
            if (entry == null || (*entry & KernelTables.NoExecute) == 0 || (protection & ProtectExecute) != 0)
            {
                return -(long)Errno.AccessDenied;
            }

            *entry = (*entry & ~KernelTables.Writable) | ((protection & ProtectWrite) != 0 ? KernelTables.Writable : 0);
            Cpu.InvalidatePage(at);
        }

        return 0;
    }

    /// <summary>Backs every page that has no frame and sets the rights of all. What a failure leaves behind, the caller discards.</summary>
    private static bool Commit(ulong address, ulong length, ulong protection)
    {
        ulong writable = (protection & ProtectWrite) != 0 ? KernelTables.Writable : 0;
        for (ulong at = address; at < address + length; at += FrameNumber.Size)
        {
            ulong* entry = KernelTables.Entry(at);
            if (entry == null)
            {
                return false;
            }

            if ((*entry & (KernelTables.Present | Kept)) == 0)
            {
                if (!Back(entry))
                {
                    return false;
                }

                *entry = (*entry & ~KernelTables.Writable) | writable;
                continue;
            }

            *entry = (*entry & ~(Kept | KernelTables.Writable)) | KernelTables.Present | writable;
            Cpu.InvalidatePage(at);
        }

        return true;
    }

    private static bool Back(ulong* entry)
    {
        FrameNumber frame = PhysicalMap.Frames.Allocate(FrameUse.Host, FrameOwner.None, AllocationClass.Host);
        if (frame.IsNone)
        {
            return false;
        }

        PhysicalMap.Memory.ZeroPage(frame);
        Committed++;
        *entry = frame.Address.Value | KernelTables.Present | KernelTables.Writable | KernelTables.NoExecute;
        return true;
    }

    private static void Discard(ulong address, ulong length)
    {
        for (ulong at = address; at < address + length; at += FrameNumber.Size)
        {
            ulong* entry = SkipHoles(ref at, address + length);
            if (entry == null)
            {
                return;
            }

            if ((*entry & (KernelTables.Present | Kept)) != 0)
            {
                Free(entry, at);
            }

            *entry = 0;
        }
    }

    private static void Free(ulong* entry, ulong address)
    {
        FrameNumber frame = new((*entry & KernelTables.AddressMask) >> FrameNumber.Shift);
        *entry = 0;
        Cpu.InvalidatePage(address);
        Committed--;
        if (PhysicalMap.Frames.Release(frame, FrameUse.Host) != FrameFault.None)
        {
            Stop.Panic("the runtime gave back a frame that was not its own"u8);
        }
    }

    /// <summary>The entry for <paramref name="at"/>, moving on past ranges that have no table; null at the end.</summary>
    private static ulong* SkipHoles(ref ulong at, ulong end)
    {
        while (at < end)
        {
            ulong* table = KernelTables.Table(KernelTables.Root);
            int shift = 39;
            while (shift > 12 && (table[(at >> shift) & 511] & KernelTables.Present) != 0)
            {
                table = KernelTables.Table(table[(at >> shift) & 511] & KernelTables.AddressMask);
                shift -= 9;
            }

            if (shift == 12)
            {
                return &table[(at >> 12) & 511];
            }

            at = ((at >> shift) + 1) << shift;
        }

        return null;
    }

    private static bool TryReserve(ulong length, out ulong address)
    {
        length = (length + Granularity - 1) & ~(Granularity - 1);
        for (int i = 0; i < _holeCount; i++)
        {
            if (_holes[i].End - _holes[i].Start >= length)
            {
                address = _holes[i].Start;
                _holes[i].Start += length;
                if (_holes[i].Start == _holes[i].End)
                {
                    RemoveHole(i);
                }

                return true;
            }
        }

        address = 0;
        return false;
    }

    /// <summary>Gives addresses back, joining the holes beside them. A full list forgets addresses, of which there are 512 GiB, never memory.</summary>
    private static void Release(ulong start, ulong length)
    {
        ulong end = start + length;
        int at = 0;
        while (at < _holeCount && _holes[at].Start < start)
        {
            at++;
        }

        bool joinsBefore = at > 0 && _holes[at - 1].End == start;
        bool joinsAfter = at < _holeCount && _holes[at].Start == end;
        if (joinsBefore)
        {
            _holes[at - 1].End = joinsAfter ? _holes[at].End : end;
            if (joinsAfter)
            {
                RemoveHole(at);
            }
        }
        else if (joinsAfter)
        {
            _holes[at].Start = start;
        }
        else if (_holeCount < MaxHoles)
        {
            for (int i = _holeCount; i > at; i--)
            {
                _holes[i] = _holes[i - 1];
            }

            _holes[at] = new Hole { Start = start, End = end };
            _holeCount++;
        }
    }

    private static void RemoveHole(int index)
    {
        _holeCount--;
        for (int i = index; i < _holeCount; i++)
        {
            _holes[i] = _holes[i + 1];
        }
    }

    private static ulong RoundUp(ulong value) => (value + FrameNumber.Size - 1) & ~(FrameNumber.Size - 1);

    private struct Hole
    {
        public ulong Start;
        public ulong End;
    }
}
