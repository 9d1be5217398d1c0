namespace Vela.Memory;

/// <summary>How a fault, or an access by the kernel, came out. Never a silent "go on" (C-21).</summary>
public enum FaultVerdict : byte
{
    /// <summary>The access can be made now.</summary>
    Continue,

    /// <summary>The page is on its way: wait for <see cref="FaultOutcome.Object"/> and <see cref="FaultOutcome.Page"/>, then try again.</summary>
    NeedsIo,

    /// <summary>No region holds the address: SIGSEGV, SEGV_MAPERR.</summary>
    NotMapped,

    /// <summary>The region's rights do not allow it: SIGSEGV, SEGV_ACCERR.</summary>
    AccessDenied,

    /// <summary>Past the end of the file: SIGBUS, BUS_ADRERR.</summary>
    BeyondEnd,

    /// <summary>The pager failed, for the reason in <see cref="FaultOutcome.Error"/>: SIGBUS.</summary>
    PagerFailed,

    /// <summary>No frame can be had, or the quota is used up.</summary>
    OutOfMemory,

    /// <summary>Inside the room only: a frame was not to be had; reclaim and try again.</summary>
    NeedsFrame,

    /// <summary>Inside the room only: no spare object; make some and try again.</summary>
    NeedsObject,

    /// <summary>Inside the room only: nothing is mapped there, and the space has something to show in such places.</summary>
    NeedsRegion,
}
