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
/// The inodes are apart: a store of one is work for the collector, which looks through what lies around it, too.
/// Invariants: a live cell but a root references its parent; a hashed cell is the only one of its name in its directory; a removed cell
/// is not hashed and lives as long as its references (C-04).
/// </remarks>
internal sealed partial class DentryCache
{
    /// <summary>What a cell that a path may end at has, and has not.</summary>
    private const DentryFlags End = DentryFlags.Plain | DentryFlags.MountPoint;

    private Dentry[] _cells;
    private InodeReference[] _inodes;
    private uint[] _buckets;
    private int _shift;
    private uint _free;
    private uint _used = 1;
    private uint _hand;

    /// <param name="capacity">Cells before unreferenced ones are evicted. Grows beyond only when all are referenced.</param>
    public DentryCache(int capacity)
    {
        _cells = new Dentry[capacity];
        _inodes = new InodeReference[capacity];
        MakeBuckets();
    }

    /// <summary>Cells in use.</summary>
    public int Count { get; private set; }

    /// <summary>Names that a file system had to be asked for.</summary>
    public ulong Misses { get; private set; }

    public ref Dentry this[uint index] => ref _cells[index];

    /// <summary>Where a cell's name leads; null: nowhere.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Inode? InodeOf(uint index) => _inodes[index].Inode;

    /// <summary>Goes down a path through directories that hold no surprise, as far as their names are known: the fast path of every walk.</summary>
    /// <remarks>It stops before a component that is a link, <c>.</c> or <c>..</c>, is covered by a mount, or has a slash behind the last name, and at a second slash.</remarks>
    /// <param name="path">The path.</param>
    /// <param name="start">Where it begins to go on: the first byte of a component.</param>
    /// <param name="directory">The cell that it goes on from.</param>
    /// <param name="who">Who must be allowed to look up names in each directory.</param>
    /// <param name="known">What the path leads to; or how far it came.</param>
    /// <param name="before">The flags that the last cell had.</param>
    /// <returns>Whether that is the path's end.</returns>
    [NoAllocation]
    public bool TryFollowNames(scoped in PathText path, int start, uint directory, Credentials who, out KnownPath known, out DentryFlags before)
    {
        const DentryFlags Way = DentryFlags.Passable | DentryFlags.MountPoint;
        Dentry[] cells = _cells;
        ref Dentry cell = ref cells[directory];
        bool goesOn = (cell.Flags & Way) == DentryFlags.Passable && start != path.Length;
        before = DentryFlags.None;
        while (goesOn && (who.Has(FilePrivileges.OverridePermissions) || InodeOf(directory)!.Check(who, FileAccess.Execute) == Errno.None))
        {
            uint found;
            if (NameKey.TryRead(in path, start, out NameKey key, out int length))
            {
                found = _buckets[key.In(directory, _shift)];
                cell = ref cells[found]; // 0 is nobody's, which leads nowhere: that of . and .., too
                while (found != 0 && !(cell.Parent == directory && cell.Key.Matches(in key)))
                {
                    found = cell.Next;
                    cell = ref cells[found];
                }
            }
            else
            {
                length = path.LengthAt(start);
                found = Find(directory, path.Room.Slice(start, length));
                cell = ref cells[found];
            }

            before = cell.Flags;
            cell.Flags = before | DentryFlags.Recent;
            int next = unchecked(start + length); // within the path
            if (next == path.Length)
            {
                if ((cell.Flags & End) != DentryFlags.Plain && (found == 0 || InodeOf(found) is not null))
                {
                    break;
                }

                known = new KnownPath { At = start, Length = cell.Length, Cell = found, Parent = directory }; // not what lies behind a zero
                return true;
            }

            next = unchecked(next + 1); // behind a slash
            goesOn = (cell.Flags & Way) == DentryFlags.Passable && next != path.Length;
            if (goesOn)
            {
                directory = found;
                start = next;
            }
        }

        known = new KnownPath { At = start, Cell = directory };
        return false;
    }

    /// <summary>The name's cell in a directory; 0 when it is not known.</summary>
    /// <param name="parent">The directory's cell.</param>
    /// <param name="name">The name.</param>
    [NoAllocation]
    public uint Find(uint parent, ReadOnlySpan<byte> name)
    {
        NameKey key = NameKey.Of(name);
        return FindFrom(_buckets[key.In(parent, _shift)], parent, key, name);
    }

    /// <summary>Finds a name among the cells from one on, of which only the bytes tell whether it is it.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint FindFrom(uint at, uint parent, NameKey key, ReadOnlySpan<byte> name)
    {
        while (at != 0)
        {
            ref Dentry cell = ref _cells[at];
            if (cell.Parent == parent && cell.Key.Matches(in key) && (!key.IsLong || NameOf(ref cell).SequenceEqual(name)))
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
        cell.LongName is null ? ((ReadOnlySpan<byte>)cell.Name)[..cell.Length] : cell.LongName;

    private static void Name(ref Dentry cell, ReadOnlySpan<byte> name)
    {
        cell.Key = NameKey.Of(name);
        cell.Length = (byte)name.Length;
        cell.LongName = name.Length > InlineName.Length ? name.ToArray() : null;
        if (cell.LongName is null)
        {
            name.CopyTo(cell.Name);
        }
    }

    /// <summary>Says where a name leads, with what a walk must know of that.</summary>
    private void Lead(uint index, ref Dentry cell, Inode? inode)
    {
        _inodes[index].Inode = inode;
        cell.Flags = (cell.Flags & ~(DentryFlags.Plain | DentryFlags.Passable)) | (inode is null or { Kind: InodeKind.SymbolicLink } ? DentryFlags.None
            : inode.IsDirectory && !inode.FileSystem.IsVolatile ? DentryFlags.Plain | DentryFlags.Passable
            : DentryFlags.Plain);
    }

    public uint AddRoot(Inode root)
    {
        uint index = Take();
        ref Dentry cell = ref _cells[index];
        cell.Flags = DentryFlags.Root | DentryFlags.Live;
        Lead(index, ref cell, root);
        root.Acquire();
        return index;
    }

    /// <summary>Remembers where a name leads; null: nowhere. The name has no cell yet.</summary>
    public uint Add(uint parent, ReadOnlySpan<byte> name, Inode? inode)
    {
        Misses++;
        inode?.Acquire(); // before anything is evicted, which may drop the last reference
        Acquire(parent);
        uint index = Take();
        ref Dentry cell = ref _cells[index];
        cell.Parent = parent;
        Name(ref cell, name);
        cell.Flags = DentryFlags.Live;
        Lead(index, ref cell, inode);
        Adopt(index);
        Link(index);
        if (IsVolatile(index))
        {
            NoteVolatile(index);
        }

        return index;
    }

    [NoAllocation]
    public void Acquire(uint index)
    {
        ref Dentry cell = ref _cells[index];
        cell.References = unchecked(cell.References + 1); // less than there are open files, processes and cells
    }

    /// <summary>One reference less. A removed cell ends with its last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(uint index)
    {
        if (LosesLast(ref _cells[index]))
        {
            DiscardAll(index);
        }
    }

    /// <summary>Takes a cell out of use, and those above it that only what is below has kept.</summary>
    private void DiscardAll(uint index)
    {
        do
        {
            index = Discard(index); // its parent, which it referenced
        }
        while (index != 0 && LosesLast(ref _cells[index]));
    }

    /// <summary>One reference less: whether a cell that no lookup finds has none left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool LosesLast(ref Dentry cell)
    {
        Panic.When(cell.References == 0, "a dentry is released more often than acquired");
        cell.References = unchecked(cell.References - 1); // not below 0
        return cell.References == 0 && (cell.Flags & DentryFlags.Hashed) == 0;
    }

    /// <summary>A negative cell's name leads somewhere now.</summary>
    public void Fill(uint index, Inode inode)
    {
        ref Dentry cell = ref _cells[index];
        Panic.When(InodeOf(index) is not null, "a name is made twice");
        inode.Acquire();
        Lead(index, ref cell, inode);
    }

    /// <summary>The name leads nowhere any more: the cell becomes negative, or, when somebody holds it, is left to its holders.</summary>
    public void Remove(uint index)
    {
        ref Dentry cell = ref _cells[index];
        if (cell.FirstChild != 0)
        {
            ForgetChildren(index);
        }

        if (cell.References == 0)
        {
            Inode? old = InodeOf(index);
            Lead(index, ref cell, null);
            old?.Release();
            NoteRemoved(index);
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
            DiscardAll(index);
        }
    }

    /// <summary>Moves a cell to another name. What had the name is gone already.</summary>
    public void Move(uint index, uint parent, ReadOnlySpan<byte> name)
    {
        Acquire(parent);
        Unlink(index);
        Disown(index);
        ref Dentry cell = ref _cells[index];
        uint old = cell.Parent;
        cell.Parent = parent;
        Adopt(index);
        Name(ref cell, name);
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

        return InodeOf(at)?.FileSystem;
    }
}
