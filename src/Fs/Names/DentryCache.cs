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

    public ulong Misses { get; private set; }

    public ref Dentry this[uint index] => ref _cells[index];

    /// <summary>Goes down a path through directories that hold no surprise, as far as their names are known: the fast path of every walk.</summary>
    /// <remarks>It stops before a component that is a link, <c>.</c> or <c>..</c>, leads nowhere, is covered by a mount, or has a slash behind the last name.</remarks>
    /// <param name="room">Where the path lies, as <see cref="NameKey.Read"/> wants it.</param>
    /// <param name="who">Who must be allowed to look up names in each directory.</param>
    /// <param name="path">Where it stands, at the beginning of a component; then how far it came.</param>
    /// <returns>Whether that is the path's end.</returns>
    [NoAllocation]
    public bool TryFollow(byte[] room, Credentials who, ref KnownPath path)
    {
        Dentry[] cells = _cells;
        uint[] buckets = _buckets;
        uint directory = path.Cell;
        int start = path.At;
        while (true)
        {
            int at = start;
            NameKey key = NameKey.Read(room, ref at);
            int length = unchecked(at - start); // at has come from there
            int next = at;
            while (room[next] == (byte)'/')
            {
                next++;
            }

            bool isLast = room[next] == 0;
            Inode inode = cells[directory].Inode!;
            if (key.MayBeDots || (isLast && next != at) || inode.CheckSearch(who) != Errno.None || inode.FileSystem.IsVolatile)
            {
                break;
            }

            uint cell = buckets[NameKey.In(directory, key.Hash) & unchecked((uint)buckets.Length - 1)];
            while (cell != 0 && !IsNamed(ref cells[cell], directory, key, room, start, length))
            {
                cell = cells[cell].Next;
            }

            ref Dentry found = ref cells[cell];
            if (found.Inode is not { Kind: not InodeKind.SymbolicLink } || (found.Flags & DentryFlags.MountPoint) != 0)
            {
                break; // cell 0 is nobody's, and has no inode
            }

            found.Flags |= DentryFlags.Recent;
            if (isLast)
            {
                path.At = at;
                path.NameStart = start;
                path.Cell = cell;
                path.Parent = directory;
                path.Key = key;
                return true;
            }

            directory = cell;
            start = next;
        }

        path.At = start;
        path.Cell = directory;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNamed(ref Dentry cell, uint parent, NameKey key, byte[] room, int start, int length) =>
        cell.Hash == key.Hash && cell.Parent == parent && cell.Head == key.Head && cell.NameLength == length
        && (length <= sizeof(ulong) || NameOf(ref cell).SequenceEqual(room.AsSpan(start, length)));

    /// <summary>The name's cell in a directory; 0 when it is not known.</summary>
    [NoAllocation]
    public uint Find(uint parent, NameKey key, ReadOnlySpan<byte> name)
    {
        const int Head = sizeof(ulong);
        Dentry[] cells = _cells;
        uint[] buckets = _buckets;
        uint at = buckets[NameKey.In(parent, key.Hash) & unchecked((uint)buckets.Length - 1)];
        while (at != 0)
        {
            ref Dentry cell = ref cells[at];
            if (cell.Hash == key.Hash && cell.Parent == parent && cell.Head == key.Head && cell.NameLength == name.Length
                && (name.Length <= Head || NameOf(ref cell).SequenceEqual(name)))
            {
                cell.Flags |= DentryFlags.Recent;
                return at;
            }

            at = cell.Next;
        }

        Misses++;
        return 0;
    }

    /// <summary>The bytes of a cell's name.</summary>
    [NoAllocation]
    public static ReadOnlySpan<byte> NameOf([UnscopedRef] ref Dentry cell) =>
        cell.LongName is null ? ((ReadOnlySpan<byte>)cell.Name)[..cell.NameLength] : cell.LongName;

    public uint AddRoot(Inode root)
    {
        uint index = Take();
        ref Dentry cell = ref _cells[index];
        cell.Inode = root;
        cell.Flags = DentryFlags.Root | DentryFlags.Live;
        root.Acquire();
        return index;
    }

    /// <summary>Remembers where a name leads; null: nowhere. The name has no cell yet.</summary>
    public uint Add(uint parent, NameKey key, ReadOnlySpan<byte> name, Inode? inode)
    {
        inode?.Acquire(); // before anything is evicted, which may drop the last reference
        Acquire(parent);
        uint index = Take();
        ref Dentry cell = ref _cells[index];
        cell.Parent = parent;
        cell.Hash = key.Hash;
        cell.Head = key.Head;
        cell.Inode = inode;
        cell.NameLength = (byte)name.Length;
        if (name.Length <= InlineName.Length)
        {
            name.CopyTo(cell.Name);
        }
        else
        {
            cell.LongName = name.ToArray();
        }

        cell.Flags = DentryFlags.Live;
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
        _cells[index].Inode = inode;
    }

    /// <summary>The name leads nowhere any more: the cell becomes negative, or, when somebody holds it, is left to its holders.</summary>
    public void Remove(uint index)
    {
        ForgetChildren(index);
        ref Dentry cell = ref _cells[index];
        if (cell.References == 0)
        {
            Inode? old = cell.Inode;
            cell.Inode = null;
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
        cell.Hash = key.Hash;
        cell.Head = key.Head;
        cell.NameLength = (byte)name.Length;
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
