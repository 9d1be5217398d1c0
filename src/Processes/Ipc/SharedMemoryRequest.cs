using System;

namespace Vela.Processes;

/// <summary>What asking for a shared-memory segment allows (shmget(2)).</summary>
[Flags]
public enum SharedMemoryRequest
{
    None = 0,

    /// <summary>Make it when there is none with the key (IPC_CREAT).</summary>
    Create = 1,

    /// <summary>With Create: there must be none (IPC_EXCL).</summary>
    Exclusive = 2,
}
