using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Listing a directory (getdents(2), C-29): resumable at any position it has given out.</remarks>
public sealed partial class OpenFile
{
    /// <summary>The first position that is the file system's own; the two before are <c>.</c> and <c>..</c>.</summary>
    public const ulong FirstEntry = 2;

    /// <summary>Lists from the cursor on, until the listing has no room or the directory ends.</summary>
    public FileOutcome TryList(DirectoryListing listing)
    {
        if (!CanRead || !Inode.IsDirectory)
        {
            return CanRead ? Errno.NotDirectory : Errno.BadDescriptor;
        }

        if (Inode.Links == 0)
        {
            return Errno.NoEntry;
        }

        if (Position == 0 && TryAdd(listing, "."u8, Inode, 1))
        {
            Position = 1;
        }

        if (Position == 1 && TryAdd(listing, ".."u8, Place.Mount?.Tree.Above(Place) ?? Inode, FirstEntry))
        {
            Position = FirstEntry;
        }

        if (Position < FirstEntry)
        {
            return FileOutcome.Done;
        }

        ulong position = Position;
        FileOutcome outcome = Inode.TryList(ref position, listing);
        Position = position;
        NoteRead();
        return outcome;
    }

    private static bool TryAdd(DirectoryListing listing, ReadOnlySpan<byte> name, Inode inode, ulong next) =>
        listing.TryAdd(name, inode.Number, InodeKind.Directory, next);
}
