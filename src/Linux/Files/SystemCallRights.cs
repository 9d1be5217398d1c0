using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Linux;

/// <summary>What capabilities must carry for calls, and what a program is told when one does not. docs/abi/linux.md lists each call's; the suites hold it against the code.</summary>
public static class SystemCallRights
{
    public const Rights Reading = Rights.Read;
    public const Rights Writing = Rights.Write;
    public const Rights Resizing = Rights.Resize;
    public const Rights Configuring = Rights.Configure;

    /// <summary>That it is a descriptor is enough: nothing of the file is read or changed.</summary>
    public const Rights Holding = Rights.None;

    /// <summary>EACCES where a call's man page has it, else EPERM.</summary>
    [NoAllocation]
    public static Errno Denial(uint call) => call switch
    {
        2 or 4 or 5 or 6 or 9 or 10 or 21 or 59 or 72 or 76 or 77 => Errno.AccessDenied, // open, stat, fstat, lstat, mmap, mprotect, access, execve, fcntl, truncate, ftruncate
        >= 79 and <= 94 => Errno.AccessDenied, // getcwd to lchown: all that goes by a path, and its like by descriptor
        109 or 132 or 133 or 137 or 138 or 141 or 161 => Errno.AccessDenied, // setpgid, utime, mknod, statfs, fstatfs, setpriority, chroot
        28 or 29 or 30 or 31 => Errno.AccessDenied, // madvise, shmget, shmat, shmctl
        >= 188 and <= 199 => Errno.AccessDenied, // xattr: as stat(2)
        235 or (>= 257 and <= 269) or 280 or 316 or 322 or 332 or 437 or 439 or 452 => Errno.AccessDenied, // utimes, openat to faccessat, utimensat, renameat2, execveat, statx, openat2, faccessat2, fchmodat2
        _ => Errno.NotPermitted,
    };
}
