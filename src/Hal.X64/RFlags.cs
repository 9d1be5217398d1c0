namespace Vela.Hal.X64;

/// <summary>Bits of RFLAGS (SDM 1, 3.4.3).</summary>
public static class RFlags
{
    public const ulong Trap = 1 << 8;
    public const ulong Interrupt = 1 << 9;
    public const ulong Direction = 1 << 10;
    public const ulong IoPrivilege = 3 << 12;
    public const ulong NestedTask = 1 << 14;
    public const ulong Resume = 1 << 16;
    public const ulong AlignmentCheck = 1 << 18;
}
