using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// Directories: blocks of entries, each with the length to the next. A name that is taken away stays in its block until the inode's loss is on the disk
/// (it is "dying": see docs/files.md); lookups and listings pass over it, and its room is not used.
/// </remarks>
internal sealed partial class Ext2Inode
{
    private uint DirectoryBlocks => (uint)(_size / BlockBytes);

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = null;
        if (!IsDirectory)
        {
            return Errno.NotDirectory;
        }

        FileOutcome outcome = TryFindEntry(name, out Ext2Entry entry);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        outcome = _owner.TryGetInode(entry.Inode, out Ext2Inode? inode);
        if (outcome.IsDone)
        {
            inode!.ReopenPages();
            inode.Parent = inode.IsDirectory ? (uint)Number : 0;
            found = inode;
        }

        return outcome.Error == Errno.Stale ? Errno.InputOutput : outcome;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        ulong at = position <= OpenFile.FirstEntry ? 0 : position;
        while (at < _size)
        {
            FileOutcome outcome = TryGetBlock((uint)(at / BlockBytes), out uint block, out Span<byte> bytes);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            ulong start = at - (at % BlockBytes);
            for (int offset = 0; offset < bytes.Length;)
            {
                int length = LengthAt(bytes, offset);
                if (length == 0)
                {
                    return Errno.InputOutput;
                }

                ulong next = start + (ulong)(offset + length);
                if (start + (ulong)offset >= at && IsShown(bytes, block, offset) && !listing.TryAdd(
                    NameAt(bytes, offset), Little.U32(bytes, offset), _owner.HasFileTypes ? KindOfType(bytes[offset + 7]) : InodeKind.None, next))
                {
                    return FileOutcome.Done;
                }

                offset += length;
                if (start + (ulong)offset > at)
                {
                    at = start + (ulong)offset;
                    position = Math.Max(at, OpenFile.FirstEntry + 1);
                }
            }
        }

        return FileOutcome.Done;
    }

    /// <summary>An entry's length, when it makes sense; else 0.</summary>
    private static int LengthAt(ReadOnlySpan<byte> block, int offset)
    {
        if (offset > block.Length - Ext2Entry.HeaderSize)
        {
            return 0;
        }

        int length = Little.U16(block, offset + 4);
        bool isSane = length >= Ext2Entry.HeaderSize && (length & 3) == 0 && offset + length <= block.Length && Ext2Entry.SizeFor(block[offset + 6]) <= length;
        return isSane ? length : 0;
    }

    private static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> block, int offset) => block.Slice(offset + Ext2Entry.HeaderSize, block[offset + 6]);

    private static bool IsDots(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);

    private static void Must(FileOutcome outcome) => Panic.When(!outcome.IsDone, "a pinned block is not in the cache");

    private static byte TypeOf(InodeKind kind) => kind switch
    {
        InodeKind.File => 1,
        InodeKind.Directory => 2,
        InodeKind.CharacterDevice => 3,
        InodeKind.BlockDevice => 4,
        InodeKind.Fifo => 5,
        InodeKind.Socket => 6,
        InodeKind.SymbolicLink => 7,
        _ => 0,
    };

    private static InodeKind KindOfType(byte type) => type switch
    {
        1 => InodeKind.File,
        2 => InodeKind.Directory,
        3 => InodeKind.CharacterDevice,
        4 => InodeKind.BlockDevice,
        5 => InodeKind.Fifo,
        6 => InodeKind.Socket,
        7 => InodeKind.SymbolicLink,
        _ => InodeKind.None,
    };

    private bool IsShown(ReadOnlySpan<byte> bytes, uint block, int offset)
    {
        uint inode = Little.U32(bytes, offset);
        return inode != 0 && !IsDots(NameAt(bytes, offset)) && !_owner.IsDying(new Ext2Entry(block, offset, inode));
    }

    private FileOutcome TryGetBlock(uint index, out uint block, out Span<byte> bytes)
    {
        bytes = default;
        FileOutcome outcome = TryMap(index, out block);
        return !outcome.IsDone ? outcome : block == 0 ? Errno.InputOutput : _owner.Blocks.TryGet(block, out bytes);
    }

    private FileOutcome TryFindEntry(ReadOnlySpan<byte> name, out Ext2Entry entry)
    {
        FileOutcome outcome = TryFindAny(name, out entry);
        return outcome.IsDone && _owner.IsDying(in entry) ? Errno.NoEntry : outcome;
    }

    /// <summary>Finds a name, dying or not. NoEntry when it is in no block.</summary>
    private FileOutcome TryFindAny(ReadOnlySpan<byte> name, out Ext2Entry entry)
    {
        entry = default;
        for (uint index = 0; index < DirectoryBlocks; index++)
        {
            FileOutcome outcome = TryGetBlock(index, out uint block, out Span<byte> bytes);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            for (int offset = 0; offset < bytes.Length;)
            {
                int length = LengthAt(bytes, offset);
                if (length == 0)
                {
                    return Errno.InputOutput;
                }

                uint inode = Little.U32(bytes, offset);
                if (inode != 0 && bytes[offset + 6] == name.Length && NameAt(bytes, offset).SequenceEqual(name))
                {
                    entry = new Ext2Entry(block, offset, inode);
                    return FileOutcome.Done;
                }

                offset += length;
            }
        }

        return Errno.NoEntry;
    }

    private FileOutcome TryCheckEmpty()
    {
        for (uint index = 0; index < DirectoryBlocks; index++)
        {
            FileOutcome outcome = TryGetBlock(index, out uint block, out Span<byte> bytes);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            for (int offset = 0; offset < bytes.Length;)
            {
                int length = LengthAt(bytes, offset);
                if (length == 0 || IsShown(bytes, block, offset))
                {
                    return length == 0 ? Errno.InputOutput : Errno.NotEmpty;
                }

                offset += length;
            }
        }

        return FileOutcome.Done;
    }
}
