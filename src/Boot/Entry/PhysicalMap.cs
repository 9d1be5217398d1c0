using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>Gives the frame table the memory that the firmware says is usable, less what is already in use.</summary>
/// <remarks>In use: everything below 1 MiB (firmware tables, the text screen), the image, the initramfs, and the table's own records.</remarks>
public static unsafe class PhysicalMap
{
    private const ulong LowMemoryEnd = 0x10_0000;

    /// <summary>Loaders put everything they pass here, and only this much is mapped before <see cref="KernelTables"/>.</summary>
    private const ulong BootstrapLimit = 1UL << 32;

    /// <summary>The table of all frames. Host calls and Memory share it.</summary>
    internal static FrameTable Frames;

    private static ulong _recordsStart;
    private static ulong _recordsEnd;

    /// <summary>Frames of usable memory that were taken before there was a table: the image, its records, the initramfs.</summary>
    public static ulong HeldAtBoot { get; private set; }

    /// <summary>The table for the rooms above.</summary>
    public static Frames Shared
    {
        get
        {
            fixed (FrameTable* table = &Frames)
            {
                return new Frames(table, Memory);
            }
        }
    }

    /// <summary>The root table the kernel itself runs on: a template for the kernel's half of every other.</summary>
    public static FrameNumber KernelRoot => new(KernelTables.Root >> FrameNumber.Shift);

    public static PhysicalMemory Memory => new((byte*)MemoryLayout.DirectMap, &Copy);

    /// <summary>Whether no byte of [start, end) is memory, or tables of the firmware's: what is left are devices, and nothing.</summary>
    public static bool IsForDevices(ulong start, ulong end)
    {
        for (int i = 0; i < BootInfo.MemoryCount; i++)
        {
            ref MemoryRange range = ref BootInfo.Memory[i];
            if (range.Kind != MemoryKind.Reserved && start < range.End && end > range.Start)
            {
                return false;
            }
        }

        return true;
    }

    internal static void Initialise(ulong imageStart, ulong imageEnd, FramePoison poison)
    {
        ulong top = 0;
        ulong usable = 0;
        for (int i = 0; i < BootInfo.MemoryCount; i++)
        {
            ref MemoryRange range = ref BootInfo.Memory[i];
            if (range.Kind == MemoryKind.Usable)
            {
                top = range.End > top ? range.End : top;
                usable += (range.End - range.Start) / FrameNumber.Size;
            }
        }

        ulong frameCount = top / FrameNumber.Size;
        ulong bytes = FrameTable.BytesNeeded(frameCount);
        _recordsStart = FindRoom(bytes, imageStart, imageEnd);
        if (_recordsStart == 0)
        {
            Stop.Panic("there is no room for the frame table"u8);
        }

        _recordsEnd = _recordsStart + bytes;
        Check(Frames.Initialise((FrameRecord*)(MemoryLayout.DirectMap + _recordsStart), frameCount, Memory, poison));
        for (int i = 0; i < BootInfo.MemoryCount; i++)
        {
            ref MemoryRange range = ref BootInfo.Memory[i];
            if (range.Kind == MemoryKind.Usable)
            {
                AddAround(RoundUp(range.Start), range.End & ~(FrameNumber.Size - 1), imageStart, imageEnd);
            }
        }

        HeldAtBoot = usable - Frames.Total;
    }

    /// <summary>Gives the module's frames to the table: those that are wholly its own.</summary>
    internal static FrameFault AddModule()
    {
        ulong start = RoundUp(BootInfo.ModuleStart) / FrameNumber.Size;
        ulong end = (BootInfo.ModuleStart + BootInfo.ModuleLength) / FrameNumber.Size;
        BootInfo.ModuleLength = 0;
        if (start >= end)
        {
            return FrameFault.None;
        }

        HeldAtBoot -= end - start;
        return Frames.AddRange(new FrameNumber(start), end - start);
    }

    private static void Copy(byte* to, byte* from, nuint count) => Cpu.Copy(to, from, count);

    /// <summary>Adds [start, end), skipping what is in use: again and again the part before the first thing in the way.</summary>
    private static void AddAround(ulong start, ulong end, ulong imageStart, ulong imageEnd)
    {
        while (start < end)
        {
            ulong blockedStart = end;
            ulong blockedEnd = end;
            Block(start, 0, LowMemoryEnd, ref blockedStart, ref blockedEnd);
            Block(start, imageStart, RoundUp(imageEnd), ref blockedStart, ref blockedEnd);
            Block(start, BootInfo.ModuleStart & ~(FrameNumber.Size - 1), RoundUp(BootInfo.ModuleStart + BootInfo.ModuleLength), ref blockedStart, ref blockedEnd);
            Block(start, _recordsStart, _recordsEnd, ref blockedStart, ref blockedEnd);
            if (blockedStart > start)
            {
                ulong stop = blockedStart < end ? blockedStart : end;
                Check(Frames.AddRange(new FrameNumber(start / FrameNumber.Size), (stop - start) / FrameNumber.Size));
            }

            start = blockedEnd;
        }
    }

    /// <summary>Narrows "the first thing in the way at or after <paramref name="from"/>".</summary>
    private static void Block(ulong from, ulong start, ulong end, ref ulong blockedStart, ref ulong blockedEnd)
    {
        if (end > from && start < blockedStart && start < end)
        {
            blockedStart = start > from ? start : from;
            blockedEnd = end;
        }
    }

    /// <summary>A place for the records in usable memory, as high as possible below 4 GiB, clear of the image and the module.</summary>
    private static ulong FindRoom(ulong bytes, ulong imageStart, ulong imageEnd)
    {
        ulong best = 0;
        for (int i = 0; i < BootInfo.MemoryCount; i++)
        {
            ref MemoryRange range = ref BootInfo.Memory[i];
            if (range.Kind != MemoryKind.Usable)
            {
                continue;
            }

            ulong end = (range.End < BootstrapLimit ? range.End : BootstrapLimit) & ~(FrameNumber.Size - 1);
            ulong start = RoundUp(range.Start > LowMemoryEnd ? range.Start : LowMemoryEnd);
            for (int attempt = 0; attempt < 3 && end >= start + bytes; attempt++)
            {
                ulong candidate = end - bytes;
                if (candidate < imageEnd && candidate + bytes > imageStart)
                {
                    end = imageStart;
                }
                else if (candidate < BootInfo.ModuleStart + BootInfo.ModuleLength && candidate + bytes > BootInfo.ModuleStart)
                {
                    end = BootInfo.ModuleStart & ~(FrameNumber.Size - 1);
                }
                else
                {
                    best = candidate > best ? candidate : best;
                    break;
                }
            }
        }

        return best;
    }

    private static void Check(FrameFault fault)
    {
        if (fault != FrameFault.None)
        {
            Stop.Panic("the firmware's memory map contradicts itself"u8);
        }
    }

    private static ulong RoundUp(ulong address) => (address + FrameNumber.Size - 1) & ~(FrameNumber.Size - 1);
}
