namespace Vela.Hal;

/// <summary>What a frame is for. The first five mean that nobody owns it.</summary>
public enum FrameUse : byte
{
    /// <summary>Not memory: a hole in the physical map, a device, the firmware's. The value of a record nobody has touched.</summary>
    Absent = 0,

    /// <summary>Free, inside a buddy block.</summary>
    Free = 1,

    /// <summary>Free, on the list of single frames in front of the buddy lists.</summary>
    FreeSingle = 2,

    /// <summary>Free, and known to hold nothing but zeroes: kept for the next page table.</summary>
    FreeZero = 3,

    /// <summary>Free, but somebody wrote to it after it was freed. Never handed out again.</summary>
    Quarantined = 4,

    /// <summary>The .NET runtime's: its heap, its tables, its stacks.</summary>
    Host = 5,

    /// <summary>The kernel's own: boot data, stacks, per-CPU blocks, DMA rings.</summary>
    Kernel = 6,

    /// <summary>A page table. Never mapped for ring 3 (S-06, seed bug 35).</summary>
    Table = 7,

    /// <summary>Nodes, slots and other small structures of the kernel (M-52).</summary>
    Slab = 8,

    /// <summary>A page of a memory object: the only use that may be mapped for ring 3.</summary>
    Page = 9,

    /// <summary>Its owner has let go of it, but a pin (I/O, a copy in progress) still holds it.</summary>
    Orphan = 10,
}
