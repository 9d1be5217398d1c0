namespace Vela.Hal.X64;

/// <summary>Model-specific registers (SDM 4).</summary>
public static class Msr
{
    public const uint ApicBase = 0x1b;
    public const uint Efer = 0xc000_0080;
    public const uint Star = 0xc000_0081;
    public const uint LongStar = 0xc000_0082;
    public const uint SyscallMask = 0xc000_0084;
    public const uint FsBase = 0xc000_0100;
    public const uint GsBase = 0xc000_0101;
    public const uint KernelGsBase = 0xc000_0102;
}
