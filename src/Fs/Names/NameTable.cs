using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The names of a directory that lives in memory, and the inodes they lead to.</summary>
/// <remarks>
/// Owns: the names. An entry keeps its place until it is removed, so that a listing can go on at any place it has given out, and gives each
/// entry that stays exactly once (C-29). Finding a name allocates nothing; adding one, only when it is long or the table grows. Place 0 is nobody's.
/// <para>
/// It grows by linear hashing (Litwin 1980): there are as many buckets as places, and a place that is used for the first time brings a bucket, which gets its
/// names from one that was there. The head of a bucket lies with the entry of its number, and both in pieces. So no name costs more than
/// a piece, hardly anything is copied, and the collector never finds a large array that is new.
/// </para>
/// Invariant: a place is on the free list or in one bucket.
/// </remarks>
internal sealed class NameTable
{
    private const int PieceBits = 6;
    private const int PieceLength = 1 << PieceBits;

    /// <summary>Of the first piece; it doubles until it is a whole one, for most directories are small.</summary>
    private const int FirstLength = 8;

    /// <summary>Of a table without names: one bucket, and nobody. Never written.</summary>
    private static readonly Entry[][] _nothing = [new Entry[1]];

    /// <summary>As <see cref="_nothing"/>.</summary>
    private static readonly InodeReference[][] _nowhere = [new InodeReference[1]];

    private Entry[][] _pieces = _nothing;

    /// <summary>The inode of each entry; null for a place on the free list.</summary>
    private InodeReference[][] _inodes = _nowhere;

    /// <summary>Places that have been used and their buckets, with place 0.</summary>
    private uint _used = 1;

    /// <summary>As many bits as the number of the last bucket has.</summary>
    private uint _mask;
    private uint _free;

    public int Count { get; private set; }

    /// <summary>What a listing's positions end at.</summary>
    public uint PlaceCount => _used;

    private ref Entry this[uint place]
    {
        [NoAllocation]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int piece = unchecked((int)(place >> PieceBits)); // the bits that are left
            int within = unchecked((int)place) & (PieceLength - 1);
            return ref _pieces[piece][within];
        }
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Inode? InodeAt(uint place)
    {
        int piece = unchecked((int)(place >> PieceBits));
        int within = unchecked((int)place) & (PieceLength - 1);
        return ref _inodes[piece][within].Inode;
    }

    [NoAllocation]
    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Inode? inode)
    {
        inode = InodeAt(FindPlace(name));
        return inode is not null;
    }

    /// <summary>Adds a name that is not there.</summary>
    public void Add(ReadOnlySpan<byte> name, Inode inode)
    {
        uint at = _free;
        if (at == 0)
        {
            at = Extend();
        }

        ref Entry entry = ref this[at];
        _free = entry.Next;
        NameKey key = NameKey.Of(name);
        ref uint bucket = ref Bucket(in key);
        Panic.When(FindFrom(bucket, name, key) != 0, "a directory gets a name twice");

        InodeAt(at) = inode;
        entry.Key = key;
        if (key.IsLong)
        {
            entry.LongName = name.ToArray();
        }

        entry.Next = bucket;
        bucket = at;
        Count++;
    }

    /// <summary>Takes away a name that is there.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        NameKey key = NameKey.Of(name);
        ref uint link = ref Bucket(in key);
        ref Entry entry = ref this[link];
        while (link != 0 && !Is(in entry, name, key))
        {
            link = ref entry.Next;
            entry = ref this[link];
        }

        uint at = link;
        Panic.When(at == 0, "a directory loses a name it does not have");
        link = entry.Next;
        InodeAt(at) = null;
        entry.LongName = null;
        entry.Next = _free;
        _free = at;
        Count--;
    }

    /// <summary>Lets a name lead to another inode.</summary>
    public void Replace(ReadOnlySpan<byte> name, Inode inode)
    {
        uint at = FindPlace(name);
        Panic.When(at == 0, "a name is replaced that is not there");
        InodeAt(at) = inode;
    }

    /// <summary>Lists from a position on (0 is the first entry).</summary>
    /// <param name="position">Where to go on.</param>
    /// <param name="first">What positions begin with, as the listing is told them.</param>
    /// <param name="listing">Takes the entries.</param>
    public void List(ref ulong position, ulong first, DirectoryListing listing)
    {
        Span<byte> room = stackalloc byte[NameKey.MostBytes];
        ulong at = position < first ? 0 : position - first;
        for (; at < _used; at++)
        {
            if (InodeAt((uint)at) is { } inode && !listing.TryAdd(Name(in this[(uint)at], room), inode.Number, inode.Kind, first + at + 1))
            {
                break;
            }
        }

        position = first + at;
    }

    private static ReadOnlySpan<byte> Name(in Entry entry, Span<byte> room)
    {
        if (entry.LongName is { } name)
        {
            return name;
        }

        entry.Key.CopyTo(room);
        int length = room.IndexOf((byte)0); // no name has one
        return length < 0 ? room : room[..length];
    }

    /// <summary>0: it is not there.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint FindPlace(ReadOnlySpan<byte> name)
    {
        NameKey key = NameKey.Of(name);
        return FindFrom(Bucket(in key), name, key);
    }

    /// <summary>The head of the bucket that a name belongs to: the first place in it.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref uint Bucket(in NameKey key)
    {
        uint number = key.Hash & _mask;
        return ref this[number < _used ? number : number & (_mask >> 1)].Bucket; // of one not yet made, the names are where it will get them from
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint FindFrom(uint at, ReadOnlySpan<byte> name, NameKey key)
    {
        while (at != 0)
        {
            ref readonly Entry entry = ref this[at];
            if (Is(in entry, name, key))
            {
                break;
            }

            at = entry.Next;
        }

        return at;
    }

    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is(in Entry entry, ReadOnlySpan<byte> name, NameKey key) =>
        entry.Key.Matches(in key) && (entry.LongName is null || name.SequenceEqual(entry.LongName));

    /// <summary>One place more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Extend()
    {
        uint added = _used;
        MakeRoom((int)added);
        _used = added + 1;
        _mask = BitOperations.RoundUpToPowerOf2(_used) - 1;
        Split(added & (_mask >> 1), added);
        return added;
    }

    private void MakeRoom(int place)
    {
        int piece = place >> PieceBits;
        if (ReferenceEquals(_pieces, _nothing))
        {
            _pieces = [new Entry[FirstLength]];
            _inodes = [new InodeReference[FirstLength]];
        }
        else if (piece == 0 && place == _pieces[0].Length)
        {
            Array.Resize(ref _pieces[0], 2 * place);
            Array.Resize(ref _inodes[0], 2 * place);
        }
        else if (place == piece << PieceBits)
        {
            if (piece == _pieces.Length)
            {
                Array.Resize(ref _pieces, 2 * piece);
                Array.Resize(ref _inodes, 2 * piece);
            }

            _pieces[piece] = new Entry[PieceLength];
            _inodes[piece] = new InodeReference[PieceLength];
        }
    }

    /// <summary>A bucket gets those names of an older one that belong to it now.</summary>
    private void Split(uint from, uint added)
    {
        ref uint link = ref this[from].Bucket;
        ref uint head = ref this[added].Bucket;
        while (link != 0)
        {
            uint at = link;
            ref Entry entry = ref this[at];
            if ((entry.Key.Hash & _mask) == added)
            {
                link = entry.Next;
                entry.Next = head;
                head = at;
            }
            else
            {
                link = ref entry.Next;
            }
        }
    }

    private struct Entry
    {
        public byte[]? LongName;
        public NameKey Key;

        /// <summary>The place after this one in its bucket, or on the free list.</summary>
        public uint Next;

        /// <summary>The first place in the bucket of this number.</summary>
        public uint Bucket;
    }
}
