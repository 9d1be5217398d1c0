
namespace Vela.Fs;

/// <summary>Where a process's paths start, and who it is. One for each process; threads share it.</summary>
/// <remarks>
/// Owns: a hold on its two directories. An absolute path starts at <see cref="Root"/>, and <c>..</c> never leaves it. Without a root there
/// are no absolute paths: the process can reach only what it was handed.
/// </remarks>
public sealed class PathContext
{
    private readonly Vfs _vfs;
    private DirectoryReference _root;
    private DirectoryReference _workingDirectory;

    public PathContext(Vfs vfs, DirectoryReference root, DirectoryReference workingDirectory, Credentials who)
    {
        _vfs = vfs;
        _root = root;
        _workingDirectory = workingDirectory;
        Who = who;
        vfs.Acquire(root.Location);
        vfs.Acquire(workingDirectory.Location);
    }

    public ref readonly DirectoryReference Root => ref _root;

    public ref readonly DirectoryReference WorkingDirectory => ref _workingDirectory;

    public Credentials Who { get; set; }

    /// <summary>The number of the process that it is of, which /proc/self leads to; 0: of the kernel.</summary>
    public int Owner { get; set; }

    /// <summary>Permission bits that new files do not get (umask(2)).</summary>
    public ushort Mask { get; set; } = 0x12; // 022

    /// <summary>Another process's, with the same places.</summary>
    public PathContext Fork() => new(_vfs, Root, WorkingDirectory, Who) { Mask = Mask };

    public void SetRoot(DirectoryReference root)
    {
        _vfs.Acquire(root.Location);
        _vfs.Release(Root.Location);
        _root = root;
    }

    public void SetWorkingDirectory(DirectoryReference directory)
    {
        _vfs.Acquire(directory.Location);
        _vfs.Release(WorkingDirectory.Location);
        _workingDirectory = directory;
    }

    /// <summary>The process is gone.</summary>
    public void Close()
    {
        _vfs.Release(Root.Location);
        _vfs.Release(WorkingDirectory.Location);
        _root = default;
        _workingDirectory = default;
    }
}
