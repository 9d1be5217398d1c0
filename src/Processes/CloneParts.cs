using System;

namespace Vela.Processes;

/// <summary>What a new thread has in common with the one that makes it (clone(2)).</summary>
[Flags]
public enum CloneParts : byte
{
    /// <summary>Nothing: a process of its own, with copies.</summary>
    None = 0,
    Memory = 1,
    Descriptors = 2,
    Actions = 4,

    /// <summary>All of the process: it is a thread of it.</summary>
    Process = 8,

    /// <summary>The new process's parent is that of the one that makes it.</summary>
    Parent = 16,
}
