using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Where ring 3's addresses begin and end.</summary>
public static class UserAddress
{
    /// <summary>The first byte that is not ring 3's. One constant for mmap, stacks, user copies and SYSRET.</summary>
    public const ulong Limit = 0x7f80_0000_0000;

    /// <summary>The lowest address a program may map: a null pointer, and one with a field's offset, must fault.</summary>
    public const ulong Lowest = 0x1_0000;

    /// <summary>Root entries below <see cref="Limit"/>: the address space's own. The others are the kernel's, borrowed.</summary>
    public const int RootEntries = 255;

    /// <summary>The pages a program may map; the one below <see cref="Limit"/> is left out, because SYSRET to its end would not be canonical.</summary>
    public static PageRange Pages => new(new PageNumber(Lowest >> PageNumber.Shift), new PageNumber((Limit >> PageNumber.Shift) - 1));
}
