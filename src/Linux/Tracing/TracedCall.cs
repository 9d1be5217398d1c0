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
}
