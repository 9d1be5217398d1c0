namespace Vela.Hal.X64;

/// <summary>Segment selectors. The user ones are Linux's numbers, which programs may look at.</summary>
public static class Selector
{
    public const ushort KernelCode = 0x10;
    public const ushort KernelStack = 0x18;
    public const ushort UserData = 0x28 | 3;
    public const ushort UserCode = 0x30 | 3;
    public const ushort TaskState = 0x40;

    /// <summary>What SYSRET counts from: SS = this + 8, CS = this + 16 (SDM 2B, SYSRET).</summary>
    public const ushort UserBase = 0x20 | 3;
}
