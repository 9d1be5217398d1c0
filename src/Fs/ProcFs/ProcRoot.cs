using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The root of /proc: registered names first, then those of another directory.</summary>
internal sealed class ProcRoot : Inode
{
    // Positions of the other directory's entries begin here.
    private const ulong OthersAt = 1UL << 32;

    private readonly NameTable _names = new();

    public ProcRoot(ProcFileSystem owner)
        : base(owner, 1, InodeKind.Directory, InodeTimes.Fixed)
    {
        Permissions = 0x16d; // 0555
        Links = 2;
    }

    public GeneratedDirectory? Others { get; set; }

    public Errno Add(ReadOnlySpan<byte> name, Inode inode)
    {
        if (_names.TryFind(name, out _))
        {
            return Errno.Exists;
        }

        _names.Add(name, inode);
        return Errno.None;
    }

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        if (_names.TryFind(name, out found))
        {
            return FileOutcome.Done;
        }

        return Others is null ? Errno.NoEntry : Others.TryLookup(name, out found);
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        if (position < OthersAt)
        {
            ulong before = position;
            _names.List(ref position, OpenFile.FirstEntry, listing);
            if (position < OpenFile.FirstEntry + _names.PlaceCount)
            {
                return FileOutcome.Done; // no room left
            }

            position = OthersAt + OpenFile.FirstEntry;
            Panic.When(before > position, "a listing went back");
        }

        if (Others is null)
        {
            return FileOutcome.Done;
        }

        ulong inner = position - OthersAt;
        ShiftedListing shifted = new(listing);
        FileOutcome outcome = Others.TryList(ref inner, shifted);
        position = OthersAt + inner;
        return outcome;
    }

    private sealed class ShiftedListing(DirectoryListing listing) : DirectoryListing
    {
        public override bool TryAdd(ReadOnlySpan<byte> name, ulong inode, InodeKind kind, ulong next) =>
            listing.TryAdd(name, inode, kind, OthersAt + next);
    }
}
