using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>A system call as it was made, and its result.</summary>
public struct TracedCall
{
    public const int Arguments = 6;

    public int ThreadId;
    public ulong Number;
    public ulong First;
    public ulong Second;
    public ulong Third;
    public ulong Fourth;
    public ulong Fifth;
    public ulong Sixth;

    /// <summary>What its arguments point to, as far as that is text and was there to be seen; null for one that is a number.</summary>
    public byte[]?[] Texts;

    /// <summary>As RAX has it: an error is below zero.</summary>
    public long Result;

    /// <summary>False for a call that does not return.</summary>
    public bool HasResult;

    /// <summary>Its argument number <paramref name="index"/>, from 0.</summary>
    public readonly ulong this[int index] => index switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        3 => Fourth,
        4 => Fifth,
        _ => Sixth,
    };

    /// <summary>A call as the registers bring it, without a result.</summary>
    internal static TracedCall Of(Thread thread, in UserContext registers) => new()
    {
        ThreadId = thread.ThreadId,
        Number = registers.Rax,
        Texts = new byte[]?[Arguments],
        First = registers.Rdi,
        Second = registers.Rsi,
        Third = registers.Rdx,
        Fourth = registers.R10,
        Fifth = registers.R8,
        Sixth = registers.R9,
    };
}
