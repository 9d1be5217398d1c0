using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The names of a directory that lives in memory, and the inodes they lead to.</summary>
/// <remarks>
/// Owns: the names. An entry keeps its place until it is removed, so that a listing can go on at any place it has given out, and gives each
/// entry that stays exactly once (C-29). Finding a name allocates nothing; adding one, only when it is long or the table grows.
/// Invariant: a place is on the free list or in one bucket.
/// </remarks>
internal sealed class NameTable
{
    private const int FirstBits = 3;

    /// <summary>Of what a bucket's number is the highest bits.</summary>
    private const int HashBits = 64;

    private Entry[] _entries = [];
    private int[] _buckets = [0, 0];
    private int _shift = HashBits - 1;
    private int _used;
    private int _free = -1;

    public int Count { get; private set; }

    [NoAllocation]
    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Inode? inode)
    {
        int at = FindPlace(name, NameKey.Of(name));
        inode = at < 0 ? null : _entries[at].Inode;
        return inode is not null;
    }

    /// <summary>Adds a name that is not there.</summary>
    public void Add(ReadOnlySpan<byte> name, Inode inode)
    {
        if (_free < 0 && _used == _entries.Length)
        {
            Grow();
        }

        NameKey key = NameKey.Of(name);
        ref int bucket = ref _buckets[key.In(0, _shift)];
        Panic.When(FindFrom(bucket - 1, name, key) >= 0, "a directory gets a name twice");

        int at = _free;
        if (at >= 0)
        {
            _free = _entries[at].Next;
        }
        else
        {
            at = _used++;
        }

        ref Entry entry = ref _entries[at];
        entry.Inode = inode;
        entry.Key = key;
        entry.Length = (byte)name.Length;
        if (key.IsLong)
        {
            entry.LongName = name.ToArray();
        }

        entry.Next = bucket - 1;
        bucket = at + 1;
        Count++;
    }

    /// <summary>Takes away a name that is there.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        NameKey key = NameKey.Of(name);
        ref int link = ref _buckets[key.In(0, _shift)];
        int last = -1;
        int at = link - 1;
        while (at >= 0 && !IsAt(at, key, name))
        {
            last = at;
            at = _entries[at].Next;
        }

        Panic.When(at < 0, "a directory loses a name it does not have");
        ref Entry entry = ref _entries[at];
        if (last < 0)
        {
            link = entry.Next + 1;
        }
        else
        {
            _entries[last].Next = entry.Next;
        }

        entry.Inode = null;
        entry.LongName = null;
        entry.Next = _free;
        _free = at;
        Count--;
    }

    /// <summary>Lets a name lead to another inode.</summary>
    public void Replace(ReadOnlySpan<byte> name, Inode inode)
    {
        int at = FindPlace(name, NameKey.Of(name));
        Panic.When(at < 0, "a name is replaced that is not there");
        _entries[at].Inode = inode;
    }

    /// <summary>Lists from a position on (0 is the first entry).</summary>
    /// <param name="position">Where to go on.</param>
    /// <param name="first">What positions begin with, as the listing is told them.</param>
    /// <param name="listing">Takes the entries.</param>
    public void List(ref ulong position, ulong first, DirectoryListing listing)
    {
        Span<byte> room = stackalloc byte[NameKey.MostBytes];
        ulong at = position < first ? 0 : position - first;
        for (; at < (ulong)_used; at++)
        {
            ref Entry entry = ref _entries[at];
            if (entry.Inode is { } inode && !listing.TryAdd(Name(in entry, room), inode.Number, inode.Kind, first + at + 1))
            {
                break;
            }
        }

        position = first + at;
    }

    /// <summary>The inode at a place, for whoever walks over all; null for a free place. Places end at the returned count.</summary>
    public int PlaceCount => _used;

    public Inode? At(int place) => _entries[place].Inode;

    private static ReadOnlySpan<byte> Name(in Entry entry, Span<byte> room)
    {
        if (entry.LongName is { } name)
        {
            return name;
        }

        entry.Key.CopyTo(room);
        return room[..entry.Length];
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindPlace(ReadOnlySpan<byte> name, NameKey key) => FindFrom(_buckets[key.In(0, _shift)] - 1, name, key);

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindFrom(int at, ReadOnlySpan<byte> name, NameKey key)
    {
        while (at >= 0 && !IsAt(at, key, name))
        {
            at = _entries[at].Next;
        }

        return at;
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsAt(int at, NameKey key, ReadOnlySpan<byte> name)
    {
        ref readonly Entry entry = ref _entries[at];
        return entry.Key.Matches(in key) && (entry.LongName is null || name.SequenceEqual(entry.LongName));
    }

    private void Grow()
    {
        int bits = _entries.Length == 0 ? FirstBits : HashBits - _shift + 1;
        Array.Resize(ref _entries, 1 << bits);
        _buckets = new int[1 << bits];
        _shift = HashBits - bits;
        for (int at = 0; at < _used; at++)
        {
            if (_entries[at].Inode is not null)
            {
                ref int bucket = ref _buckets[_entries[at].Key.In(0, _shift)];
                _entries[at].Next = bucket - 1;
                bucket = at + 1;
            }
        }
    }

    private struct Entry
    {
        public Inode? Inode;
        public byte[]? LongName;
        public NameKey Key;
        public int Next;
        public byte Length;
    }
}
