using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Vela.Fs;

/// <summary>The tree of all names: mounts, the dentry cache, and the operations on paths.</summary>
/// <remarks>
/// Owns: mounts and dentries. Does not own: inodes (<see cref="FileSystem"/>), open files (capabilities hold them), who asks (<see cref="PathContext"/>).
/// One kernel token guards it. Every operation is a try: it finishes, or names what it waits for and is started again from the top (C-30, C-32);
/// what it had found out meanwhile is in the dentry cache, so that it comes further each time.
/// Names and paths are bytes; nothing here makes a string.
/// </remarks>
public sealed partial class Vfs
{
    /// <summary>The longest path, with its final zero (PATH_MAX).</summary>
    public const int MostPathBytes = 4096;

    /// <summary>How many symbolic links one walk follows (path_resolution(7)).</summary>
    public const int MostLinks = 40;

    private readonly DentryCache _names;
    private readonly List<Mount> _mounts = [];
    private uint _nextMount = 1;

    /// <param name="names">How many names to remember.</param>
    public Vfs(int names = 16384)
    {
        _names = new DentryCache(names);
    }

    public IReadOnlyList<Mount> Mounts => _mounts;

    /// <summary>Who makes the pipe that stands behind a FIFO when it is first opened; without one they cannot be opened (ENXIO).</summary>
    public IFifoSource? Fifos { get; set; }

    /// <summary>Names known at the moment, those known not to exist included.</summary>
    public int NameCount => _names.Count;

    public ulong NameMisses => _names.Misses;

    /// <summary>What is wrong with the cache of names; null when nothing is.</summary>
    public string? Check() => _names.Check();

    /// <summary>Keeps a place from going away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Acquire(Location location)
    {
        if (location.Mount is { } mount)
        {
            mount.References = unchecked(mount.References + 1); // less than there are inodes, open files and processes
            _names.Acquire(location.Dentry);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(Location location)
    {
        if (location.Mount is { } mount)
        {
            mount.References = unchecked(mount.References - 1); // it was counted when the place was acquired
            _names.Release(location.Dentry);
        }
    }

    /// <summary>What is at a place that is held.</summary>
    public Inode At(Location location) => _names.InodeOf(location.Dentry)!;

    private ReadOnlySpan<byte> NameAt(uint dentry) => DentryCache.NameOf(ref _names[dentry]);
}
