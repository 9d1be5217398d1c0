using System;

namespace Vela.Shell;

/// <summary>What a shell may be given beside files, programs and processes.</summary>
[Flags]
public enum MachineGrants
{
    None = 0,

    /// <summary>To read the kernel's log.</summary>
    Log = 1,

    /// <summary>To see what the machine is made of and how much of it is used.</summary>
    Facts = 2,

    /// <summary>To stop the machine.</summary>
    Power = 4,
}
