using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The kernel's page tables: built once at boot, its upper levels then shared by reference with every address space (S-02, S-05).</summary>
/// <remarks>
/// Owns: the root table in use before any process exists, every table below the kernel's slots, the device and stack windows.
/// Invariants: nothing is writable and executable, neither through one mapping nor through two (the direct map is never
/// executable, and read-only where the image is); nothing is user-accessible; page 0 is not mapped (M-02, M-03, S-01).
/// </remarks>
internal static unsafe class KernelTables
{
    public const ulong Present = 1 << 0;
    public const ulong Writable = 1 << 1;
    public const ulong User = 1 << 2;
    public const ulong WriteThrough = 1 << 3;
    public const ulong CacheDisabled = 1 << 4;
    public const ulong Large = 1 << 7;
    public const ulong Global = 1 << 8;
    public const ulong NoExecute = 1UL << 63;
    public const ulong AddressMask = 0x000f_ffff_ffff_f000;

    private const ulong LargeSize = 1UL << 21;
    private const uint LoadSegment = 1;
    private const uint SegmentExecutable = 1;
    private const uint SegmentWritable = 2;
    private const int StackPages = 64;

    /// <summary>Physical address of the root table.</summary>
    public static ulong Root;

    private static ulong _deviceNext;
    private static ulong _stackNext;

    public static void Build(byte* elfHeader)
    {
        Root = NewTable();
        _deviceNext = MemoryLayout.DeviceWindow;
        _stackNext = MemoryLayout.StackWindow;

        // The tables below these slots exist from now on, so that an address space made later can share them by copying entries.
        Touch(MemoryLayout.RuntimeWindow);
        Touch(MemoryLayout.DirectMap);
        Touch(MemoryLayout.DeviceWindow);
        Touch(MemoryLayout.StackWindow);
        Touch(MemoryLayout.ImageBase);

        ulong readOnlyStart = (ulong)elfHeader - MemoryLayout.ImageBase;
        ulong readOnlyEnd = readOnlyStart;
        MapImage(elfHeader, ref readOnlyEnd);
        MapMemory(readOnlyStart, readOnlyEnd);
        Cpu.WriteCr3(Root);
    }

    /// <summary>Maps device registers, uncached, and returns where. The bytes need no alignment. Null when there is no memory for tables.</summary>
    public static byte* MapDevice(ulong physical, ulong bytes)
    {
        ulong offset = physical & (FrameNumber.Size - 1);
        ulong pages = (offset + bytes + FrameNumber.Size - 1) / FrameNumber.Size;
        ulong address = _deviceNext;
        for (ulong page = 0; page < pages; page++)
        {
            ulong at = page * FrameNumber.Size;
            if (!Map(address + at, (physical - offset) + at, Writable | NoExecute | CacheDisabled | WriteThrough | Global))
            {
                return null;
            }
        }

        // One page stays unmapped between two devices.
        _deviceNext = address + ((pages + 1) * FrameNumber.Size);
        return (byte*)(address + offset);
    }

    /// <summary>A new stack of 256 KiB with an unmapped page on each side; returns its top. Stops the machine when there is no memory.</summary>
    public static ulong NewStack() => NewStack(StackPages);

    public static ulong NewStack(int pages)
    {
        ulong bottom = _stackNext + FrameNumber.Size;
        for (int page = 0; page < pages; page++)
        {
            FrameNumber frame = PhysicalMap.Frames.Allocate(FrameUse.Kernel, FrameOwner.None, AllocationClass.Host);
            if (frame.IsNone || !Map(bottom + ((ulong)page * FrameNumber.Size), frame.Address.Value, Writable | NoExecute | Global))
            {
                Stop.Panic("no memory for a kernel stack"u8);
            }

            PhysicalMap.Memory.ZeroPage(frame);
        }

        _stackNext = bottom + ((ulong)pages * FrameNumber.Size);
        return _stackNext;
    }

    /// <summary>Is this address the unmapped page that ends a kernel stack?</summary>
    public static bool IsStackGuard(ulong address) =>
        address >= MemoryLayout.StackWindow && address < _stackNext + FrameNumber.Size && Read(address) == 0;

    /// <summary>The leaf entry that maps <paramref name="address"/>; 0 when there is no table for it. Large pages answer their own entry.</summary>
    public static ulong Read(ulong address)
    {
        ulong* table = Table(Root);
        for (int shift = 39; shift > 12; shift -= 9)
        {
            ulong entry = table[(address >> shift) & 511];
            if ((entry & Present) == 0 || (entry & Large) != 0)
            {
                return entry;
            }

            table = Table(entry & AddressMask);
        }

        return table[(address >> 12) & 511];
    }

    /// <summary>The 4 KiB entry for an address, with the tables above it made as needed; null when there is no memory for one.</summary>
    public static ulong* Entry(ulong address)
    {
        ulong* table = Table(Root);
        for (int shift = 39; shift > 12; shift -= 9)
        {
            table = Next(&table[(address >> shift) & 511]);
            if (table == null)
            {
                return null;
            }
        }

        return &table[(address >> 12) & 511];
    }

    /// <summary>The 4 KiB entry for an address if its table is there; null otherwise.</summary>
    public static ulong* FindEntry(ulong address)
    {
        ulong* table = Table(Root);
        for (int shift = 39; shift > 12; shift -= 9)
        {
            ulong entry = table[(address >> shift) & 511];
            if ((entry & Present) == 0 || (entry & Large) != 0)
            {
                return null;
            }

            table = Table(entry & AddressMask);
        }

        return &table[(address >> 12) & 511];
    }

    public static ulong* Table(ulong physical) => (ulong*)(MemoryLayout.DirectMap + physical);

    private static bool Map(ulong address, ulong physical, ulong flags)
    {
        ulong* entry = Entry(address);
        if (entry == null)
        {
            return false;
        }

        *entry = physical | flags | Present;
        return true;
    }

    private static ulong* Next(ulong* entry)
    {
        if ((*entry & Present) == 0)
        {
            FrameNumber frame = PhysicalMap.Frames.AllocateZero(FrameUse.Kernel, FrameOwner.None, AllocationClass.Host);
            if (frame.IsNone)
            {
                return null;
            }

            *entry = frame.Address.Value | Present | Writable;
        }

        return Table(*entry & AddressMask);
    }

    private static void Touch(ulong address)
    {
        if (Next(&Table(Root)[(address >> 39) & 511]) == null)
        {
            Stop.Panic("no memory for the kernel's page tables"u8);
        }
    }

    private static ulong NewTable()
    {
        FrameNumber frame = PhysicalMap.Frames.AllocateZero(FrameUse.Kernel, FrameOwner.None, AllocationClass.Host);
        if (frame.IsNone)
        {
            Stop.Panic("no memory for the kernel's root page table"u8);
        }

        return frame.Address.Value;
    }

    /// <summary>Code read-execute, constants read-only, data read-write without execute: as the program headers say.</summary>
    private static void MapImage(byte* elfHeader, ref ulong readOnlyEnd)
    {
        byte* header = elfHeader + *(ulong*)(elfHeader + 32);
        int count = *(ushort*)(elfHeader + 56);
        for (int i = 0; i < count; i++, header += 56)
        {
            if (*(uint*)header != LoadSegment)
            {
                continue;
            }

            uint rights = *(uint*)(header + 4);
            ulong start = *(ulong*)(header + 16) & ~(FrameNumber.Size - 1);
            ulong end = *(ulong*)(header + 16) + *(ulong*)(header + 40);
            ulong flags = Global;
            flags |= (rights & SegmentWritable) != 0 ? Writable : 0;
            flags |= (rights & SegmentExecutable) != 0 ? 0 : NoExecute;
            for (ulong address = start; address < end; address += FrameNumber.Size)
            {
                if (!Map(address, address - MemoryLayout.ImageBase, flags))
                {
                    Stop.Panic("no memory to map the image"u8);
                }
            }

            if ((rights & SegmentExecutable) != 0)
            {
                readOnlyEnd = end - MemoryLayout.ImageBase;
            }
        }
    }

    /// <summary>The direct map: all memory, writable, but the image's constants and code.</summary>
    private static void MapMemory(ulong readOnlyStart, ulong readOnlyEnd)
    {
        MapDirect(0, 0xa0000, readOnlyStart, readOnlyEnd);
        MapDirect(0xc0000, 0x10_0000, readOnlyStart, readOnlyEnd);
        for (int i = 0; i < BootInfo.MemoryCount; i++)
        {
            ref MemoryRange range = ref BootInfo.Memory[i];
            if (range.Kind is MemoryKind.Usable or MemoryKind.AcpiTables or MemoryKind.AcpiStorage)
            {
                ulong start = range.Start > 0x10_0000 ? range.Start : 0x10_0000;
                MapDirect((start + FrameNumber.Size - 1) & ~(FrameNumber.Size - 1), range.End & ~(FrameNumber.Size - 1), readOnlyStart, readOnlyEnd);
            }
        }
    }

    private static void MapDirect(ulong start, ulong end, ulong readOnlyStart, ulong readOnlyEnd)
    {
        ulong physical = start;
        while (physical < end)
        {
            ulong address = MemoryLayout.DirectMap + physical;
            bool whole = (physical & (LargeSize - 1)) == 0 && end - physical >= LargeSize
                && (physical + LargeSize <= readOnlyStart || physical >= readOnlyEnd);
            if (whole)
            {
                ulong* directory = Table(Root);
                for (int shift = 39; shift > 21 && directory != null; shift -= 9)
                {
                    directory = Next(&directory[(address >> shift) & 511]);
                }

                if (directory == null)
                {
                    Stop.Panic("no memory for the direct map"u8);
                }

                directory[(address >> 21) & 511] = physical | Present | Writable | Large | Global | NoExecute;
                physical += LargeSize;
                continue;
            }

            bool readOnly = physical >= readOnlyStart && physical < readOnlyEnd;
            if (!Map(address, physical, (readOnly ? 0 : Writable) | Global | NoExecute))
            {
                Stop.Panic("no memory for the direct map"u8);
            }

            physical += FrameNumber.Size;
        }
    }
}
