using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>All names the VFS knows at the moment, by directory and name; cells are structs named by index (M-52).</summary>
/// <remarks>
/// Owns: the cells, and a reference to the inode of each. Does not own: inodes, mounts.
/// A cell nobody references stays as long as there is room (clock: one used since the hand came by gets another round). Negative cells
/// answer ENOENT without asking the file system. Index 0 is nobody.
/// Invariants: a live cell but a root references its parent; a hashed cell is the only one of its name in its directory; a removed cell
/// is not hashed and lives as long as its references (C-04).
/// </remarks>
internal sealed partial class DentryCache
{
    private Dentry[] _cells;
    private uint[] _buckets;
    private uint _free;
    private uint _used = 1;
    private uint _hand;

    /// <param name="capacity">Cells before unreferenced ones are evicted. Grows beyond only when all are referenced.</param>
    public DentryCache(int capacity)
    {
        _cells = new Dentry[capacity];
        _buckets = new uint[BucketsFor(capacity)];
    }

    /// <summary>Cells in use.</summary>
    public int Count { get; private set; }

    /// <summary>Names that a file system had to be asked for.</summary>
    public ulong Misses { get; private set; }

    public ref Dentry this[uint index] => ref _cells[index];

    /// <summary>Goes down a path through directories that hold no surprise, as far as their names are known: the fast path of every walk.</summary>
    /// <remarks>It stops before a component that is a link, <c>.</c> or <c>..</c>, is covered by a mount, or has a slash behind the last name.</remarks>
    /// <param name="path">The path.</param>
    /// <param name="start">Where it begins to go on: the first byte of a component.</param>
    /// <param name="directory">The cell that it goes on from.</param>
    /// <param name="who">Who must be allowed to look up names in each directory.</param>
    /// <param name="known">What the path leads to; or how far it came.</param>
    /// <returns>Whether that is the path's end.</returns>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFollow(ReadOnlySpan<byte> path, int start, uint directory, Credentials who, out KnownPath known)
    {
        const DentryFlags Way = DentryFlags.Passable | DentryFlags.MountPoint;
        const DentryFlags End = DentryFlags.Plain | DentryFlags.MountPoint;
        Dentry[] cells = _cells;
        bool isFree = who.Has(FilePrivileges.OverridePermissions);
        bool goesOn = (cells[directory].Flags & Way) == DentryFlags.Passable; // nobody's cell, 0, has no flags
        while (goesOn && (isFree || cells[directory].Inode!.CheckSearch(who) == Errno.None))
        {
            NameKey key = NameKey.Read(path, start);
            int next = SkipSlashes(path, unchecked(start + key.Length)); // within the path
            if (key.MayBeDots)
            {
                break;
            }

            uint found = Find(directory, key, path, start);
            ref Dentry cell = ref cells[found];
            DentryFlags flags = cell.Flags;
            if (next == path.Length)
            {
                bool isAbsent = found != 0 && cell.Inode is null;
                if (((flags & End) != DentryFlags.Plain && !isAbsent) || unchecked(start + key.Length) != next)
                {
                    break;
                }

                known.At = start;
                known.Cell = found;
                known.Parent = directory;
                known.Key = key;
                known.Inode = cell.Inode;
                return true;
            }

            goesOn = (flags & Way) == DentryFlags.Passable;
            if (goesOn)
            {
                directory = found;
                start = next;
            }
        }

        known = new KnownPath { At = start, Cell = directory };
        return false;
    }

    /// <summary>The first place from one on that is no slash, or the path's end.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSlashes(ReadOnlySpan<byte> path, int at)
    {
        while (unchecked((uint)at) < (uint)path.Length && path[at] == (byte)'/')
        {
            at = unchecked(at + 1); // not beyond the length
        }

        return at;
    }

    /// <summary>The name's cell in a directory; 0 when it is not known.</summary>
    /// <param name="parent">The directory's cell.</param>
    /// <param name="key">Of the name.</param>
    /// <param name="path">What the name is a part of.</param>
    /// <param name="start">Where it begins there.</param>
    [NoAllocation]
    public uint Find(uint parent, NameKey key, ReadOnlySpan<byte> path, int start)
    {
        Dentry[] cells = _cells;
        uint[] buckets = _buckets;
        uint at = buckets[key.In(parent) & unchecked((uint)buckets.Length - 1)];
        while (at != 0)
        {
            ref Dentry cell = ref cells[at];
            if (cell.Parent == parent && cell.Key.Matches(in key))
            {
                if (key.IsLong && !(key.IsMedium && key.EndOf(path, start) == key.EndOf(cell.Name, 0)))
                {
                    return FindLong(at, parent, key, path.Slice(start, key.Length));
                }

                cell.Flags |= DentryFlags.Recent;
                break;
            }

            at = cell.Next;
        }

        return at;
    }

    /// <summary>Goes on to find a name from a cell that has its key: only the bytes tell whether that is it.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint FindLong(uint at, uint parent, NameKey key, ReadOnlySpan<byte> name)
    {
        while (at != 0)
        {
            ref Dentry cell = ref _cells[at];
            if (cell.Parent == parent && cell.Key.Matches(in key) && NameOf(ref cell).SequenceEqual(name))
            {
                cell.Flags |= DentryFlags.Recent;
                break;
            }

            at = cell.Next;
        }

        return at;
    }

    /// <summary>The bytes of a cell's name.</summary>
    [NoAllocation]
    public static ReadOnlySpan<byte> NameOf([UnscopedRef] ref Dentry cell) =>
        cell.LongName is null ? ((ReadOnlySpan<byte>)cell.Name)[..cell.Key.Length] : cell.LongName;

    /// <summary>Says where a name leads, with what a walk must know of that.</summary>
    private static void Lead(ref Dentry cell, Inode? inode)
    {
        cell.Inode = inode;
        cell.Flags &= ~(DentryFlags.Plain | DentryFlags.Passable);
        cell.Flags |= inode is null or { Kind: InodeKind.SymbolicLink } ? DentryFlags.None
            : inode.IsDirectory && !inode.FileSystem.IsVolatile ? DentryFlags.Plain | DentryFlags.Passable
            : DentryFlags.Plain;
    }

    public uint AddRoot(Inode root)
    {
        uint index = Take();
        ref Dentry cell = ref _cells[index];
        cell.Flags = DentryFlags.Root | DentryFlags.Live;
        Lead(ref cell, root);
        root.Acquire();
        return index;
    }

    /// <summary>Remembers where a name leads; null: nowhere. The name has no cell yet.</summary>
    public uint Add(uint parent, NameKey key, ReadOnlySpan<byte> name, Inode? inode)
    {
        Misses++;
        inode?.Acquire(); // before anything is evicted, which may drop the last reference
        Acquire(parent);
        uint index = Take();
        ref Dentry cell = ref _cells[index];
        cell.Parent = parent;
        cell.Key = key;
        if (name.Length <= InlineName.Length)
        {
            name.CopyTo(cell.Name);
        }
        else
        {
            cell.LongName = name.ToArray();
        }

        cell.Flags = DentryFlags.Live;
        Lead(ref cell, inode);
        Adopt(index);
        Link(index);
        if (IsVolatile(index))
        {
            NoteVolatile(index);
        }

        return index;
    }

    [NoAllocation]
    public void Acquire(uint index) => _cells[index].References++;

    /// <summary>One reference less. A removed cell ends with its last.</summary>
    public void Release(uint index)
    {
        while (index != 0)
        {
            ref Dentry cell = ref _cells[index];
            Panic.When(cell.References == 0, "a dentry is released more often than acquired");
            if (--cell.References != 0 || (cell.Flags & DentryFlags.Hashed) != 0)
            {
                return;
            }

            index = Discard(index); // its parent, which it referenced
        }
    }

    /// <summary>A negative cell's name leads somewhere now.</summary>
    public void Fill(uint index, Inode inode)
    {
        Panic.When(_cells[index].Inode is not null, "a name is made twice");
        inode.Acquire();
        Lead(ref _cells[index], inode);
    }

    /// <summary>The name leads nowhere any more: the cell becomes negative, or, when somebody holds it, is left to its holders.</summary>
    public void Remove(uint index)
    {
        ForgetChildren(index);
        ref Dentry cell = ref _cells[index];
        if (cell.References == 0)
        {
            Inode? old = cell.Inode;
            Lead(ref cell, null);
            old?.Release();
            return;
        }

        Unlink(index);
        cell.Flags |= DentryFlags.Removed;
    }

    /// <summary>Forgets a cell; those who hold it keep it, but no lookup finds it.</summary>
    public void Forget(uint index)
    {
        Unlink(index);
        if (_cells[index].References == 0)
        {
            Release(Discard(index));
        }
    }

    /// <summary>Moves a cell to another name. What had the name is gone already.</summary>
    public void Move(uint index, uint parent, NameKey key, ReadOnlySpan<byte> name)
    {
        Acquire(parent);
        Unlink(index);
        Disown(index);
        ref Dentry cell = ref _cells[index];
        uint old = cell.Parent;
        cell.Parent = parent;
        Adopt(index);
        cell.Key = key;
        cell.LongName = name.Length > InlineName.Length ? name.ToArray() : null;
        if (cell.LongName is null)
        {
            name.CopyTo(cell.Name);
        }

        Link(index);
        Release(old);
    }

    /// <summary>Whether one cell is another, or lies above it.</summary>
    public bool IsAncestor(uint above, uint below)
    {
        for (uint at = below; at != 0; at = _cells[at].Parent)
        {
            if (at == above)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets every cell of a file system that nobody holds; what is left is held. For unmount.</summary>
    /// <returns>How many are held, the root not counted.</returns>
    public int Purge(FileSystem fileSystem)
    {
        bool isChanged = true;
        int held = 0;
        while (isChanged)
        {
            isChanged = false;
            held = 0;
            for (uint index = 1; index < _used; index++)
            {
                ref Dentry cell = ref _cells[index];
                if ((cell.Flags & DentryFlags.Live) == 0 || (cell.Flags & DentryFlags.Root) != 0 || OwnerOf(index) != fileSystem)
                {
                    continue;
                }

                if (cell.References == 0)
                {
                    Forget(index);
                    isChanged = true;
                }
                else
                {
                    held++;
                }
            }
        }

        return held;
    }

    /// <summary>Ends a file system's root cell.</summary>
    public void DropRoot(uint index)
    {
        Panic.When(_cells[index].References != 0, "the root of a file system is dropped while it is held");
        _ = Discard(index);
    }

    private FileSystem? OwnerOf(uint index)
    {
        uint at = index;
        while (_cells[at].Parent != 0)
        {
            at = _cells[at].Parent;
        }

        return _cells[at].Inode?.FileSystem;
    }
}
