using System.Runtime.InteropServices;

namespace Vela.Hal.X64;

/// <summary>Registers at a trap, as traps.asm leaves them on the interrupt stack: pushes first, then what the processor put there.</summary>
[StructLayout(LayoutKind.Sequential, Size = 22 * 8)]
public struct TrapFrame
{
    public ulong R15;
    public ulong R14;
    public ulong R13;
    public ulong R12;
    public ulong R11;
    public ulong R10;
    public ulong R9;
    public ulong R8;
    public ulong Rdi;
    public ulong Rsi;
    public ulong Rbp;
    public ulong Rbx;
    public ulong Rdx;
    public ulong Rcx;
    public ulong Rax;
    public ulong Vector;
    public ulong ErrorCode;
    public ulong Rip;
    public ulong Cs;
    public ulong RFlags;
    public ulong Rsp;
    public ulong Ss;
}
