using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Vela.Fs;

/// <remarks>The cells themselves: taking one, evicting those that nobody needs, the hash chains and the lists of children.</remarks>
internal sealed partial class DentryCache
{
    /// <summary>Empty chains, as many as there are cells: a power of two.</summary>
    [MemberNotNull(nameof(_buckets))]
    private void MakeBuckets()
    {
        int bits = Math.Max(BitOperations.Log2((uint)_cells.Length - 1) + 1, 1);
        _buckets = new uint[1 << bits];
        _shift = 64 - bits;
    }

    /// <summary>A directory goes: the names known not to be in it would keep it.</summary>
    private void ForgetChildren(uint index)
    {
        uint child = _cells[index].FirstChild;
        while (child != 0)
        {
            uint next = _cells[child].NextSibling;
            if (_cells[child].References == 0)
            {
                Forget(child);
            }

            child = next;
        }
    }

    private void Adopt(uint index)
    {
        uint parent = _cells[index].Parent;
        uint first = _cells[parent].FirstChild;
        _cells[index].NextSibling = first;
        _cells[index].PreviousSibling = 0;
        _cells[parent].FirstChild = index;
        if (first != 0)
        {
            _cells[first].PreviousSibling = index;
        }
    }

    private void Disown(uint index)
    {
        ref Dentry cell = ref _cells[index];
        if (cell.Parent == 0)
        {
            return;
        }

        if (cell.PreviousSibling != 0)
        {
            _cells[cell.PreviousSibling].NextSibling = cell.NextSibling;
        }
        else
        {
            _cells[cell.Parent].FirstChild = cell.NextSibling;
        }

        if (cell.NextSibling != 0)
        {
            _cells[cell.NextSibling].PreviousSibling = cell.PreviousSibling;
        }
    }

    private uint Take()
    {
        if (_free == 0 && _used == (uint)_cells.Length && !TryEvict())
        {
            GrowTable();
        }

        uint index = _free;
        if (index != 0)
        {
            _free = _cells[index].Next;
        }
        else
        {
            index = _used++;
        }

        _cells[index].Next = 0; // the rest is zero since it was discarded
        Count++;
        return index;
    }

    private bool TryEvict()
    {
        for (uint left = 2 * _used; left > 0; left--)
        {
            _hand = _hand + 1 < _used ? _hand + 1 : 1;
            ref Dentry cell = ref _cells[_hand];
            if (cell.References != 0 || (cell.Flags & (DentryFlags.Hashed | DentryFlags.Root)) != DentryFlags.Hashed)
            {
                continue;
            }

            if ((cell.Flags & DentryFlags.Recent) != 0)
            {
                cell.Flags &= ~DentryFlags.Recent;
            }
            else
            {
                Forget(_hand);
                return true;
            }
        }

        return false;
    }

    private void GrowTable()
    {
        Array.Resize(ref _cells, _cells.Length * 2);
        Array.Resize(ref _inodes, _cells.Length);
        MakeBuckets();
        for (uint index = 1; index < _used; index++)
        {
            if ((_cells[index].Flags & DentryFlags.Hashed) != 0)
            {
                Link(index);
            }
        }
    }

    /// <summary>Takes a cell out of use.</summary>
    /// <returns>Its parent, which the cell still references: the caller releases it. 0 for a root.</returns>
    private uint Discard(uint index)
    {
        Disown(index);
        ref Dentry cell = ref _cells[index];
        uint parent = cell.Parent;
        Inode? inode = InodeOf(index);
        uint version = cell.Version;
        cell = default;
        cell.Version = version; // changed when it was unlinked: a path that knew the old name does not know the next
        _inodes[index] = default;
        cell.Next = _free;
        _free = index;
        Count--;
        inode?.Release();
        return parent;
    }

    private void Link(uint index)
    {
        ref Dentry cell = ref _cells[index];
        ref uint bucket = ref _buckets[cell.Key.In(cell.Parent, _shift)];
        cell.Next = bucket;
        cell.Flags |= DentryFlags.Hashed;
        bucket = index;
    }

    private void Unlink(uint index)
    {
        ref Dentry cell = ref _cells[index];
        if ((cell.Flags & DentryFlags.Hashed) == 0)
        {
            return;
        }

        ref uint link = ref _buckets[cell.Key.In(cell.Parent, _shift)];
        while (link != index)
        {
            link = ref _cells[link].Next;
        }

        link = cell.Next;
        cell.Next = 0;
        cell.Flags &= ~DentryFlags.Hashed;
        cell.Version = unchecked(cell.Version + 1); // it may come round: by then no path knows this one
        if (cell.FirstChild != 0)
        {
            BeginEra();
        }
    }
}
