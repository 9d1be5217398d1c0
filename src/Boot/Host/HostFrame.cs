using System.Runtime.InteropServices;

namespace Vela.Boot;

/// <summary>Registers of a host call, as traps.asm pushed them below the caller's red zone.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal unsafe struct HostFrame
{
    public const int Bytes = 15 * 8;
    public const int RedZone = 128;

    public ulong R15;
    public ulong R14;
    public ulong R13;
    public ulong R12;
    public ulong Rbp;
    public ulong Rbx;
    public ulong R9;
    public ulong R8;
    public ulong R10;
    public ulong Rdx;
    public ulong Rsi;
    public ulong Rdi;

    /// <summary>The caller's RFLAGS.</summary>
    public ulong R11;

    /// <summary>Where the call returns to.</summary>
    public ulong Rcx;

    /// <summary>The call's number, then its result.</summary>
    public ulong Rax;

    /// <summary>The caller's stack pointer at the SYSCALL instruction.</summary>
    public static ulong StackPointer(HostFrame* frame) => (ulong)frame + Bytes + RedZone;
}
