using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The authority over one tree of files: the directory a shell was given is its <c>/</c>, and <c>..</c> never leaves it.</summary>
/// <remarks>
/// Every path is absolute; the shell joins its working directory to a relative one. Names are UTF-8; bytes that are not are carried as
/// <see cref="ShellText"/> says. Errors are those of the system call named with each.
/// </remarks>
public interface IShellFiles
{
    /// <summary>open(2). A directory opened for writing is <see cref="Errno.IsDirectory"/>; one opened to read fails when it is read.</summary>
    KernelTask<Result<ByteStream>> Open(string path, OpenIntent intent);

    /// <summary>stat(2), lstat(2).</summary>
    KernelTask<Result<FileStatus>> ReadStatus(string path, LinkRule links);

    /// <summary>getdents(2), without <c>.</c> and <c>..</c>, in the directory's own order.</summary>
    KernelTask<Result<IReadOnlyList<DirectoryEntry>>> ReadDirectory(string path);

    /// <summary>readlink(2).</summary>
    KernelTask<Result<string>> ReadLink(string path);

    /// <summary>mkdir(2) with mode 0777.</summary>
    KernelTask<Errno> MakeDirectory(string path);

    /// <summary>rmdir(2).</summary>
    KernelTask<Errno> RemoveDirectory(string path);

    /// <summary>unlink(2).</summary>
    KernelTask<Errno> Remove(string path);

    /// <summary>rename(2).</summary>
    KernelTask<Errno> Rename(string from, string to);

    /// <summary>link(2).</summary>
    KernelTask<Errno> Link(string existing, string path);

    /// <summary>symlink(2).</summary>
    KernelTask<Errno> LinkSymbolically(string target, string path);

    /// <summary>utimensat(2): sets the time of the last change, UTC.</summary>
    KernelTask<Errno> SetModified(string path, DateTime time);

    /// <summary>chmod(2).</summary>
    KernelTask<Errno> SetMode(string path, int mode);

    /// <summary>What is mounted, in the order it was.</summary>
    IReadOnlyList<MountFacts> CollectMounts();

    /// <summary>mount(2).</summary>
    KernelTask<Errno> Mount(string source, string path, string type, string options);

    /// <summary>umount(2).</summary>
    KernelTask<Errno> Unmount(string path);
}
