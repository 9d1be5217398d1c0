using System;
using System.Diagnostics.CodeAnalysis;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The names of a directory that lives in memory, and the inodes they lead to.</summary>
/// <remarks>
/// Owns: the names. An entry keeps its place until it is removed, so that a listing can go on at any place it has given out, and gives each
/// entry that stays exactly once (C-29). Finding a name allocates nothing; adding one, only when the table grows.
/// Invariants: a place is on the free list or in one bucket; the bytes of all names lie in one array, compacted when half of it is waste.
/// </remarks>
internal sealed class NameTable
{
    private const int FirstSize = 8;

    private Entry[] _entries = [];
    private int[] _buckets = [];
    private byte[] _bytes = [];
    private int _used;
    private int _free = -1;
    private int _end;
    private int _waste;

    public int Count { get; private set; }

    [NoAllocation]
    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Inode? inode)
    {
        int at = FindPlace(name, NameKey.Of(name).Hash);
        inode = at < 0 ? null : _entries[at].Inode;
        return inode is not null;
    }

    /// <summary>Adds a name that is not there.</summary>
    public void Add(ReadOnlySpan<byte> name, Inode inode)
    {
        uint hash = NameKey.Of(name).Hash;
        Panic.When(FindPlace(name, hash) >= 0, "a directory gets a name twice");
        if (_free < 0 && _used == _entries.Length)
        {
            Grow();
        }

        int at = _free;
        if (at >= 0)
        {
            _free = _entries[at].Next;
        }
        else
        {
            at = _used++;
        }

        int start = Store(name);
        ref int bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        ref Entry entry = ref _entries[at];
        entry.Inode = inode;
        entry.Hash = hash;
        entry.Start = start;
        entry.Length = (byte)name.Length;
        entry.Next = bucket - 1;
        bucket = at + 1;
        Count++;
    }

    /// <summary>Takes away a name that is there.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        int at = FindPlace(name, NameKey.Of(name).Hash);
        Panic.When(at < 0, "a directory loses a name it does not have");
        ref Entry entry = ref _entries[at];
        ref int bucket = ref _buckets[entry.Hash & (uint)(_buckets.Length - 1)];
        if (bucket == at + 1)
        {
            bucket = entry.Next + 1;
        }
        else
        {
            int before = bucket - 1;
            while (_entries[before].Next != at)
            {
                before = _entries[before].Next;
            }

            _entries[before].Next = entry.Next;
        }

        _waste += entry.Length;
        entry.Inode = null;
        entry.Next = _free;
        _free = at;
        Count--;
    }

    /// <summary>Lets a name lead to another inode.</summary>
    public void Replace(ReadOnlySpan<byte> name, Inode inode)
    {
        int at = FindPlace(name, NameKey.Of(name).Hash);
        Panic.When(at < 0, "a name is replaced that is not there");
        _entries[at].Inode = inode;
    }

    /// <summary>Lists from a position on (0 is the first entry).</summary>
    /// <param name="position">Where to go on.</param>
    /// <param name="first">What positions begin with, as the listing is told them.</param>
    /// <param name="listing">Takes the entries.</param>
    public void List(ref ulong position, ulong first, DirectoryListing listing)
    {
        ulong at = position < first ? 0 : position - first;
        for (; at < (ulong)_used; at++)
        {
            ref Entry entry = ref _entries[at];
            if (entry.Inode is { } inode && !listing.TryAdd(Name(in entry), inode.Number, inode.Kind, first + at + 1))
            {
                break;
            }
        }

        position = first + at;
    }

    /// <summary>The inode at a place, for whoever walks over all; null for a free place. Places end at the returned count.</summary>
    public int PlaceCount => _used;

    public Inode? At(int place) => _entries[place].Inode;

    private ReadOnlySpan<byte> Name(in Entry entry) => _bytes.AsSpan(entry.Start, entry.Length);

    [NoAllocation]
    private int FindPlace(ReadOnlySpan<byte> name, uint hash)
    {
        if (_buckets.Length == 0)
        {
            return -1;
        }

        int at = _buckets[hash & (uint)(_buckets.Length - 1)] - 1;
        while (at >= 0)
        {
            ref Entry entry = ref _entries[at];
            if (entry.Hash == hash && Name(in entry).SequenceEqual(name))
            {
                return at;
            }

            at = entry.Next;
        }

        return -1;
    }

    private void Grow()
    {
        int size = Math.Max(FirstSize, _entries.Length * 2);
        Array.Resize(ref _entries, size);
        _buckets = new int[size];
        for (int at = 0; at < _used; at++)
        {
            if (_entries[at].Inode is not null)
            {
                ref int bucket = ref _buckets[_entries[at].Hash & (uint)(size - 1)];
                _entries[at].Next = bucket - 1;
                bucket = at + 1;
            }
        }
    }

    private int Store(ReadOnlySpan<byte> name)
    {
        if (_end + name.Length > _bytes.Length)
        {
            Compact(name.Length);
        }

        int start = _end;
        name.CopyTo(_bytes.AsSpan(start));
        _end += name.Length;
        return start;
    }

    private void Compact(int room)
    {
        int live = _end - _waste;
        byte[] bytes = new byte[Math.Max(64, 2 * (live + room))];
        int end = 0;
        for (int at = 0; at < _used; at++)
        {
            ref Entry entry = ref _entries[at];
            if (entry.Inode is not null)
            {
                Name(in entry).CopyTo(bytes.AsSpan(end));
                entry.Start = end;
                end += entry.Length;
            }
        }

        _bytes = bytes;
        _end = end;
        _waste = 0;
    }

    private struct Entry
    {
        public Inode? Inode;
        public uint Hash;
        public int Start;
        public int Next;
        public byte Length;
    }
}
