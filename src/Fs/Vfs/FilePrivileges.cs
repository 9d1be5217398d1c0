using System;

namespace Vela.Fs;

/// <summary>What frees from the permission bits (capabilities(7)).</summary>
[Flags]
public enum FilePrivileges : byte
{
    None = 0,

    /// <summary>CAP_DAC_OVERRIDE: any read, write and search; execution where any x bit is set.</summary>
    OverridePermissions = 1,

    /// <summary>CAP_FOWNER: what else only the owner may do.</summary>
    ActAsOwner = 2,

    /// <summary>CAP_CHOWN.</summary>
    ChangeOwner = 4,

    /// <summary>CAP_FSETID: set-id bits stay when a file is written or its group changes.</summary>
    KeepSetId = 8,

    /// <summary>CAP_MKNOD.</summary>
    MakeDevices = 16,
    All = 31,
}
