using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>Where mount(2) gets file systems from.</summary>
public interface IFileSystemSource
{
    /// <summary>Opens a file system that is not mounted yet, or one that every mount of its type shows (proc).</summary>
    /// <param name="type">As /proc/filesystems lists it.</param>
    /// <param name="source">The device's path; for types without a device any word.</param>
    /// <param name="options">Those that are the type's own (size=64m), with commas between.</param>
    /// <param name="flags">Those that every type has.</param>
    /// <returns>NoDevice for a type that is not there; NoEntry or NotBlockDevice for a wrong source; Invalid for an unknown option, or a device without such a file system.</returns>
    KernelTask<Result<FileSystem>> Open(string type, string source, string options, MountFlags flags);
}
