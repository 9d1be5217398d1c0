namespace Vela.Processes;

/// <summary>What a process does on one signal (sigaction(2)).</summary>
public struct SignalAction
{
    /// <summary>SIG_DFL and SIG_IGN as <see cref="Handler"/>.</summary>
    public const ulong Default = 0;
    public const ulong Ignore = 1;

    public ulong Handler;
    public SignalFlags Flags;
    public ulong Restorer;
    public SignalSet Mask;
}
