using System;

namespace Vela.Processes;

/// <summary>Why a thread may not simply go on in ring 3. Zero, which one comparison finds, means it may.</summary>
[Flags]
public enum Attention : uint
{
    None = 0,

    /// <summary>Its call, or its fault, waits.</summary>
    Parked = 1,

    /// <summary>Its call is to be dispatched again from its registers.</summary>
    Resume = 2,

    /// <summary>A signal may be taken.</summary>
    Signal = 4,

    /// <summary>It is to end.</summary>
    Exit = 8,

    /// <summary>Its process is stopped.</summary>
    Stopped = 16,

    /// <summary>Another thread shall have the processor.</summary>
    Yield = 32,

    /// <summary>It has yet to load its first program.</summary>
    Start = 64,

    /// <summary>Its last call is to be finished or restarted as the signal decides.</summary>
    Restart = 128,

    /// <summary>Its memory is another now, which is not yet the one in use.</summary>
    NewMemory = 256,

    /// <summary>Somebody who may has suspended it; no signal lets it go on, but for one that ends it.</summary>
    Suspended = 512,

    /// <summary>The share of the processor that it runs on is used up for now.</summary>
    Spent = 1024,
}
