using System;

namespace Vela.Fs;

/// <summary>What a mount restricts (mount(2)).</summary>
[Flags]
public enum MountFlags : byte
{
    None = 0,
    ReadOnly = 1,

    /// <summary>Programs on it are not run.</summary>
    NoExecute = 2,

    /// <summary>Device nodes on it are not opened.</summary>
    NoDevices = 4,

    /// <summary>Set-id bits on it mean nothing.</summary>
    NoSetId = 8,

    /// <summary>Reading does not set access times.</summary>
    NoAccessTimes = 16,
}
