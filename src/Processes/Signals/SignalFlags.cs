using System;

namespace Vela.Processes;

/// <summary>How a signal is handled (sigaction(2), with its numbers).</summary>
[Flags]
public enum SignalFlags : uint
{
    None = 0,
    NoChildStop = 1,
    NoChildWait = 2,
    Information = 4,
    Restorer = 0x0400_0000,
    OnStack = 0x0800_0000,
    Restart = 0x1000_0000,
    NoDefer = 0x4000_0000,
    ResetHandler = 0x8000_0000,
}
