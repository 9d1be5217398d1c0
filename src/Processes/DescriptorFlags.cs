using System;

namespace Vela.Processes;

/// <summary>What belongs to a descriptor rather than to the open file (fcntl(2), F_GETFD).</summary>
[Flags]
public enum DescriptorFlags : byte
{
    None = 0,

    /// <summary>It does not outlive an execve.</summary>
    CloseOnExecute = 1,
}
