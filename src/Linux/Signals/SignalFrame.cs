using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>A signal's frame on a program's stack (Linux's struct rt_sigframe; System V ABI for AMD64).</summary>
/// <remarks>
/// From low to high: the handler's return address, struct ucontext, siginfo_t, and above, aligned to 64, the <see cref="VectorState"/>.
/// Unwinders of unmodified libraries read all of it.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalFrame
{
    public const int Bytes = ContextAt + ContextBytes + SignalInformation.Bytes;
    public const int ContextAt = 8;
    public const int ContextBytes = 304;
    public const int InformationAt = ContextAt + ContextBytes;

    /// <summary>Where the state lies in the same piece of the stack: aligned to 64 itself, it has the frame begin 8 below a multiple of 16, as after a call.</summary>
    public const int StateAt = Bytes + 16;

    /// <summary>What a program may keep below its stack pointer (System V ABI, 3.2.2).</summary>
    public const ulong RedZone = 128;

    private const ulong KnownFlags = 7; // UC_FP_XSTATE, UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS
    private const ulong Segments = UserContext.UserCode | (UserContext.UserData << 48);

    /// <summary>Flags of RFLAGS that a program may set: CF, PF, AF, ZF, SF, TF, DF, OF, RF, AC, ID.</summary>
    private const ulong UserFlags = 0x25_0dd5;
    private const ulong FixedFlags = 0x202;

    private ulong _returnAddress;

    // struct ucontext
    private ulong _flags;
    private ulong _link;
    private ulong _stackBase;
    private ulong _stackFlags;
    private ulong _stackSize;

    // struct sigcontext
    private ulong _r8;
    private ulong _r9;
    private ulong _r10;
    private ulong _r11;
    private ulong _r12;
    private ulong _r13;
    private ulong _r14;
    private ulong _r15;
    private ulong _rdi;
    private ulong _rsi;
    private ulong _rbp;
    private ulong _rbx;
    private ulong _rdx;
    private ulong _rax;
    private ulong _rcx;
    private ulong _rsp;
    private ulong _rip;
    private ulong _rflags;
    private ulong _segments;
    private ulong _errorCode;
    private ulong _vector;
    private ulong _oldMask;
    private ulong _faultAddress;
    private ulong _stateAddress;
    private Unused _unused;

    private ulong _mask;
    private SignalInformation _information;

    /// <summary>Where the program says that the x87 and vector state is; 0: nowhere.</summary>
    public readonly ulong StateAddress => _stateAddress;

    /// <summary>What the thread's mask was, or the program wants it to be.</summary>
    public readonly SignalSet Mask => new(_mask);

    /// <summary>Writes all of it.</summary>
    /// <param name="r">What the handler interrupts.</param>
    /// <param name="mask">The signals blocked there.</param>
    /// <param name="stack">The alternate stack.</param>
    /// <param name="stackFlags">What is said of that (sigaltstack(2), ss_flags).</param>
    /// <param name="stateAddress">Where the vector state lies.</param>
    /// <param name="restorer">Where the handler returns to.</param>
    /// <param name="info">The signal.</param>
    public void Write(
        in UserContext r, SignalSet mask, in SignalStack stack, uint stackFlags, ulong stateAddress, ulong restorer, in SignalInfo info)
    {
        _returnAddress = restorer;
        _flags = KnownFlags;
        _link = 0;
        _stackBase = stack.Base;
        _stackFlags = stackFlags;
        _stackSize = stack.Size;
        _r8 = r.R8;
        _r9 = r.R9;
        _r10 = r.R10;
        _r11 = r.R11;
        _r12 = r.R12;
        _r13 = r.R13;
        _r14 = r.R14;
        _r15 = r.R15;
        _rdi = r.Rdi;
        _rsi = r.Rsi;
        _rbp = r.Rbp;
        _rbx = r.Rbx;
        _rdx = r.Rdx;
        _rax = r.Rax;
        _rcx = r.Rcx;
        _rsp = r.Rsp;
        _rip = r.Rip;
        _rflags = r.RFlags;
        _segments = Segments;
        _errorCode = r.ErrorCode;
        _vector = r.Vector > 31 ? 0 : r.Vector;
        _oldMask = mask.Bits;
        _faultAddress = r.FaultAddress;
        _stateAddress = stateAddress;
        _unused = default;
        _mask = mask.Bits;
        _information.Write(in info);
    }

    /// <summary>Takes registers back from a frame that may hold anything: nothing a program could not have set itself.</summary>
    public readonly void Read(ref UserContext r)
    {
        r.R8 = _r8;
        r.R9 = _r9;
        r.R10 = _r10;
        r.R11 = _r11;
        r.R12 = _r12;
        r.R13 = _r13;
        r.R14 = _r14;
        r.R15 = _r15;
        r.Rdi = _rdi;
        r.Rsi = _rsi;
        r.Rbp = _rbp;
        r.Rbx = _rbx;
        r.Rdx = _rdx;
        r.Rax = _rax;
        r.Rcx = _rcx;
        r.Rsp = _rsp;
        r.Rip = _rip;
        r.RFlags = (_rflags & UserFlags) | FixedFlags;
    }

    /// <summary>The alternate stack as the program wants it to be (sigaltstack(2)).</summary>
    /// <param name="flags">SS_DISABLE, SS_AUTODISARM.</param>
    public readonly SignalStack ReadStack(out uint flags)
    {
        flags = unchecked((uint)_stackFlags); // its low half
        return new SignalStack { Base = _stackBase, Size = _stackSize };
    }

    /// <summary>The end of struct sigcontext.</summary>
    [InlineArray(8)]
    private struct Unused
    {
        private ulong _first;
    }
}
