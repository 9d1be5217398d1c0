using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vela.Hal;

/// <summary>The registers of a thread in ring 3, as user.asm saves and loads them. x87 state and upper vector halves are elsewhere.</summary>
/// <remarks>
/// Lies in memory that does not move (a pinned array of one). The first 22 words are in the order of the pushes of a trap.
/// Whoever changes <see cref="Rip"/>, <see cref="RFlags"/> or <see cref="Rcx"/> and <see cref="R11"/> of a thread that stopped at a
/// system call calls <see cref="ReturnByInterrupt"/>, because SYSRET gives back RIP and RFLAGS through RCX and R11.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 464)]
public struct UserContext
{
    public const ulong UserCode = 0x33;
    public const ulong UserData = 0x2b;

    /// <summary>What MXCSR is in a fresh program (System V ABI for AMD64, 3.4.1).</summary>
    public const uint InitialMxcsr = 0x1f80;

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

    /// <summary>Why the thread stopped last: see <see cref="UserExit"/>.</summary>
    public ulong Vector;

    /// <summary>The processor's error code of an exception (SDM 3A 6.13), else 0.</summary>
    public ulong ErrorCode;
    public ulong Rip;
    public ulong Cs;
    public ulong RFlags;
    public ulong Rsp;
    public ulong Ss;
    public ulong FsBase;

    /// <summary>CR2 at a page fault; left over from an earlier one otherwise.</summary>
    public ulong FaultAddress;

    public uint Mxcsr;

    private readonly uint _reserved0;
    private readonly ulong _reserved1;

    /// <summary>XMM0 to XMM15.</summary>
    public VectorRegisters Xmm;

    /// <summary>Half a vector register, at twice its number; the high half is behind the low one.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref ulong VectorWord(int index) => ref MemoryMarshal.Cast<VectorRegisters, ulong>(MemoryMarshal.CreateSpan(ref Xmm, 1))[index];

    /// <summary>The next entry restores every register, RCX and R11 too.</summary>
    public void ReturnByInterrupt() => Vector = (ulong)UserExit.Interrupt;

    /// <summary>The sixteen vector registers, as FXSAVE lays them out. In parts that a few moves copy: the whole would be copied by a call.</summary>
    public struct VectorRegisters
    {
        private const int PartWords = 8;

        private Part _first;
        private Part _second;
        private Part _third;
        private Part _fourth;

        public void CopyFrom(in VectorRegisters other)
        {
            _first = other._first;
            _second = other._second;
            _third = other._third;
            _fourth = other._fourth;
        }

        [InlineArray(PartWords)]
        private struct Part
        {
            private ulong _word;
        }
    }
}
