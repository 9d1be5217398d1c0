using Vela.Capabilities;

namespace Vela.Linux;

/// <summary>What a capability for an open file must carry for each call on its descriptor. A call asks for exactly this.</summary>
/// <remarks>A call that is not listed takes no descriptor, or takes it only as a place, which passes its own rights on.</remarks>
public static class SystemCallRights
{
    public const Rights Reading = Rights.Read;
    public const Rights Writing = Rights.Write;
    public const Rights Resizing = Rights.Resize;
    public const Rights Configuring = Rights.Configure;
    public const Rights Duplicating = Rights.Duplicate;

    /// <summary>That it is a descriptor is enough: nothing of the file is read or changed.</summary>
    public const Rights Holding = Rights.None;

    /// <summary>Of the call's (first) descriptor; null when it has none.</summary>
    public static Rights? Of(int call) => call switch
    {
        0 or 17 or 19 or 295 or 327 or 78 or 217 or 187 => Reading, // read, pread64, readv, preadv, preadv2, getdents, getdents64, readahead
        1 or 18 or 20 or 296 or 328 or 285 => Writing, // write, pwrite64, writev, pwritev, pwritev2, fallocate
        40 => Writing, // sendfile: its first is written; the second is read
        326 => Reading, // copy_file_range: its first is read; the second is written
        77 => Resizing, // ftruncate
        91 or 93 => Configuring, // fchmod, fchown
        32 or 33 or 292 => Duplicating, // dup, dup2, dup3
        3 or 5 or 8 or 16 or 72 or 73 or 74 or 75 or 81 or 138 or 221 or 277 or 306 => Holding,
        232 or 233 or 281 or 282 or 286 or 287 or 289 or 441 => Holding,
        _ => null,
    };
}
