namespace Vela.Hal.X64;

/// <summary>Where everything lies in the kernel's half of every address space, and the one slot below it that is the runtime's.</summary>
/// <remarks>
/// One PML4 slot is 512 GiB. Each region below has a slot of its own, so that sharing the kernel with a new address space is
/// copying entries, and a stray pointer from one region into another crosses unmapped ground.
/// </remarks>
public static class MemoryLayout
{
    /// <summary>Image addresses are physical addresses plus this (linker option --image-base, less 2 MiB).</summary>
    public const ulong ImageBase = 0xffff_ffff_8000_0000;

    /// <summary>All RAM, in order, never executable.</summary>
    public const ulong DirectMap = 0xffff_8000_0000_0000;

    /// <summary>Device registers and framebuffers, uncached.</summary>
    public const ulong DeviceWindow = 0xffff_c000_0000_0000;

    /// <summary>Stacks of the kernel, each with an unmapped page on both sides.</summary>
    public const ulong StackWindow = 0xffff_d000_0000_0000;

    /// <summary>The .NET runtime's own mappings. Below the canonical hole, because its region allocator takes an address's sign for a flag.</summary>
    public const ulong RuntimeWindow = 0x0000_7f80_0000_0000;

    public const ulong RuntimeWindowEnd = 0x0000_8000_0000_0000;

    public const ulong SlotSize = 1UL << 39;
}
