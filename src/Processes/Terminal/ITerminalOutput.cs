using System;

namespace Vela.Processes;

/// <summary>Where a terminal's output goes: a console, or the master of a pseudo-terminal.</summary>
public interface ITerminalOutput
{
    /// <summary>Takes bytes; answers how many. When it took fewer than there were it calls <see cref="Terminal.ContinueOutput"/> as soon as it can take more.</summary>
    int TryWrite(ReadOnlySpan<byte> bytes);

    /// <summary>Nobody has the terminal open any more.</summary>
    void Unused();

    /// <summary>There is room again for input that <see cref="Terminal.Receive"/> did not take.</summary>
    void InputTaken();
}
