using Vela.Fs;

namespace Vela.Processes;

/// <summary>One entry that is ready.</summary>
public readonly struct PollResult(PollEvents ready, ulong cookie)
{
    public PollEvents Ready { get; } = ready;

    /// <summary>What the program gave with the entry.</summary>
    public ulong Cookie { get; } = cookie;
}
