using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>A system call as it was made, and its result.</summary>
public struct TracedCall
{
    public int ThreadId;
    public ulong Number;
    public ulong First;
    public ulong Second;
    public ulong Third;
    public ulong Fourth;
    public ulong Fifth;
    public ulong Sixth;

    /// <summary>As RAX has it: an error is below zero.</summary>
    public long Result;

    /// <summary>False for a call that does not return.</summary>
    public bool HasResult;

    /// <summary>A call as the registers bring it, without a result.</summary>
    internal static TracedCall Of(Thread thread, in UserContext registers) => new()
    {
        ThreadId = thread.ThreadId,
        Number = registers.Rax,
        First = registers.Rdi,
        Second = registers.Rsi,
        Third = registers.Rdx,
        Fourth = registers.R10,
        Fifth = registers.R8,
        Sixth = registers.R9,
    };
}
