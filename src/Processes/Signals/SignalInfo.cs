namespace Vela.Processes;

/// <summary>What a handler is told of a signal (sigaction(2), siginfo_t), without anybody's layout.</summary>
public struct SignalInfo
{
    public Signal Signal;

    /// <summary>Why it was sent: SI_USER, SEGV_MAPERR, CLD_EXITED ...; the numbers are those of sigaction(2).</summary>
    public int Code;

    /// <summary>The process that sent it, or the child it is about.</summary>
    public int Process;

    public uint User;

    /// <summary>si_status of a child; si_timerid.</summary>
    public int Status;

    /// <summary>si_addr of a fault; si_value of a queued one.</summary>
    public ulong Value;

    /// <summary>Of a child, in nanoseconds.</summary>
    public ulong UserTime;
    public ulong SystemTime;
}
