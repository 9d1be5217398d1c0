using System.Globalization;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>What a person is told for an <see cref="Errno"/> (the words of strerror(3)).</summary>
public static class ErrorText
{
    public static string Of(Errno error) => error switch
    {
        Errno.NotPermitted => "Operation not permitted",
        Errno.NoEntry => "No such file or directory",
        Errno.NoProcess => "No such process",
        Errno.Interrupted => "Interrupted system call",
        Errno.InputOutput => "Input/output error",
        Errno.NoDeviceOrAddress => "No such device or address",
        Errno.ArgumentListTooLong => "Argument list too long",
        Errno.NotExecutable => "Exec format error",
        Errno.BadDescriptor => "Bad file descriptor",
        Errno.NoChild => "No child processes",
        Errno.Again => "Resource temporarily unavailable",
        Errno.NoMemory => "Cannot allocate memory",
        Errno.AccessDenied => "Permission denied",
        Errno.NotBlockDevice => "Block device required",
        Errno.Busy => "Device or resource busy",
        Errno.Exists => "File exists",
        Errno.CrossDevice => "Invalid cross-device link",
        Errno.NoDevice => "No such device",
        Errno.NotDirectory => "Not a directory",
        Errno.IsDirectory => "Is a directory",
        Errno.Invalid => "Invalid argument",
        Errno.TooManyOpenFiles => "Too many open files",
        Errno.TooManyOpenFilesInSystem => "Too many open files in system",
        Errno.NotTerminal => "Inappropriate ioctl for device",
        Errno.TextBusy => "Text file busy",
        Errno.FileTooLarge => "File too large",
        Errno.NoSpace => "No space left on device",
        Errno.IllegalSeek => "Illegal seek",
        Errno.ReadOnlyFileSystem => "Read-only file system",
        Errno.TooManyLinks => "Too many links",
        Errno.BrokenPipe => "Broken pipe",
        Errno.NameTooLong => "File name too long",
        Errno.NotImplemented => "Function not implemented",
        Errno.NotEmpty => "Directory not empty",
        Errno.TooManySymbolicLinks => "Too many levels of symbolic links",
        Errno.NotSupported => "Operation not supported",
        Errno.QuotaExceeded => "Disk quota exceeded",
        Errno.NotCapable => "Capability lacks the right",
        Errno.CapabilityMode => "Not permitted in capability mode",
        _ => "Error " + ((int)error).ToString(CultureInfo.InvariantCulture),
    };
}
