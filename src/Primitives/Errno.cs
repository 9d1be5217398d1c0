namespace Vela.Primitives;

/// <summary>Why an operation failed. The numbers are Linux's on x86-64 (errno(3)), so that an error needs no translation at the ABI edge.</summary>
public enum Errno
{
    None = 0,

    /// <summary>EPERM: Operation not permitted.</summary>
    NotPermitted = 1,

    /// <summary>ENOENT: No such file or directory.</summary>
    NoEntry = 2,

    /// <summary>ESRCH: No such process.</summary>
    NoProcess = 3,

    /// <summary>EINTR: Interrupted system call.</summary>
    Interrupted = 4,

    /// <summary>EIO: Input/output error.</summary>
    InputOutput = 5,

    /// <summary>ENXIO: No such device or address.</summary>
    NoDeviceOrAddress = 6,

    /// <summary>E2BIG: Argument list too long.</summary>
    ArgumentListTooLong = 7,

    /// <summary>ENOEXEC: Exec format error.</summary>
    NotExecutable = 8,

    /// <summary>EBADF: Bad file descriptor.</summary>
    BadDescriptor = 9,

    /// <summary>ECHILD: No child processes.</summary>
    NoChild = 10,

    /// <summary>EAGAIN: Resource temporarily unavailable.</summary>
    Again = 11,

    /// <summary>ENOMEM: Cannot allocate memory.</summary>
    NoMemory = 12,

    /// <summary>EACCES: Permission denied.</summary>
    AccessDenied = 13,

    /// <summary>EFAULT: Bad address.</summary>
    BadAddress = 14,

    /// <summary>ENOTBLK: Block device required.</summary>
    NotBlockDevice = 15,

    /// <summary>EBUSY: Device or resource busy.</summary>
    Busy = 16,

    /// <summary>EEXIST: File exists.</summary>
    Exists = 17,

    /// <summary>EXDEV: Invalid cross-device link.</summary>
    CrossDevice = 18,

    /// <summary>ENODEV: No such device.</summary>
    NoDevice = 19,

    /// <summary>ENOTDIR: Not a directory.</summary>
    NotDirectory = 20,

    /// <summary>EISDIR: Is a directory.</summary>
    IsDirectory = 21,

    /// <summary>EINVAL: Invalid argument.</summary>
    Invalid = 22,

    /// <summary>ENFILE: Too many open files in system.</summary>
    TooManyOpenFilesInSystem = 23,

    /// <summary>EMFILE: Too many open files.</summary>
    TooManyOpenFiles = 24,

    /// <summary>ENOTTY: Inappropriate ioctl for device.</summary>
    NotTerminal = 25,

    /// <summary>ETXTBSY: Text file busy.</summary>
    TextBusy = 26,

    /// <summary>EFBIG: File too large.</summary>
    FileTooLarge = 27,

    /// <summary>ENOSPC: No space left on device.</summary>
    NoSpace = 28,

    /// <summary>ESPIPE: Illegal seek.</summary>
    IllegalSeek = 29,

    /// <summary>EROFS: Read-only file system.</summary>
    ReadOnlyFileSystem = 30,

    /// <summary>EMLINK: Too many links.</summary>
    TooManyLinks = 31,

    /// <summary>EPIPE: Broken pipe.</summary>
    BrokenPipe = 32,

    /// <summary>EDOM: Numerical argument out of domain.</summary>
    OutOfDomain = 33,

    /// <summary>ERANGE: Numerical result out of range.</summary>
    OutOfRange = 34,

    /// <summary>EDEADLK: Resource deadlock avoided.</summary>
    Deadlock = 35,

    /// <summary>ENAMETOOLONG: File name too long.</summary>
    NameTooLong = 36,

    /// <summary>ENOLCK: No locks available.</summary>
    NoLocks = 37,

    /// <summary>ENOSYS: Function not implemented.</summary>
    NotImplemented = 38,

    /// <summary>ENOTEMPTY: Directory not empty.</summary>
    NotEmpty = 39,

    /// <summary>ELOOP: Too many levels of symbolic links.</summary>
    TooManySymbolicLinks = 40,

    /// <summary>EIDRM: Identifier removed.</summary>
    IdentifierRemoved = 43,

    /// <summary>ENODATA: No data available.</summary>
    NoData = 61,

    /// <summary>ETIME: Timer expired.</summary>
    TimerExpired = 62,

    /// <summary>EPROTO: Protocol error.</summary>
    ProtocolError = 71,

    /// <summary>EBADMSG: Bad message.</summary>
    BadMessage = 74,

    /// <summary>ELIBBAD: Accessing a corrupted shared library; of execve(2): a bad interpreter.</summary>
    BadInterpreter = 80,

    /// <summary>EOVERFLOW: Value too large for defined data type.</summary>
    Overflow = 75,

    /// <summary>EUSERS: Too many users.</summary>
    TooManyUsers = 87,

    /// <summary>ENOTSOCK: Socket operation on non-socket.</summary>
    NotSocket = 88,

    /// <summary>EOPNOTSUPP: Operation not supported.</summary>
    NotSupported = 95,

    /// <summary>EAFNOSUPPORT: Address family not supported by protocol.</summary>
    AddressFamilyNotSupported = 97,

    /// <summary>ETIMEDOUT: Connection timed out.</summary>
    TimedOut = 110,

    /// <summary>EALREADY: Operation already in progress.</summary>
    Already = 114,

    /// <summary>ESTALE: Stale file handle.</summary>
    Stale = 116,

    /// <summary>EDQUOT: Disk quota exceeded.</summary>
    QuotaExceeded = 122,

    /// <summary>ECANCELED: Operation canceled.</summary>
    Canceled = 125,

    /// <summary>EOWNERDEAD: Owner died.</summary>
    OwnerDead = 130,

    /// <summary>ENOTRECOVERABLE: State not recoverable.</summary>
    NotRecoverable = 131,

    /// <summary>ENOTCAPABLE: a capability lacks a right. Vela's own calls only; Linux calls answer EACCES or EPERM.</summary>
    NotCapable = 200,

    /// <summary>ECAPMODE: the name is ambient, and the caller may use only what it was handed. Vela's own calls only.</summary>
    CapabilityMode = 201,
}
