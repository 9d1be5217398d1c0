using System;
using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>Unpacks a cpio archive into a file system that lives in memory: how the machine gets its first files.</summary>
/// <remarks>Directories that an entry needs and the archive lacks are made. Entries of one inode with several links become links. Nothing may wait: the target is a tmpfs.</remarks>
public static class Initramfs
{
    private const uint KindMask = 0xf000;

    /// <summary>Contents pass through a buffer of this size, whatever the size of a file.</summary>
    private const int PieceBytes = 65536;

    /// <summary>Unpacks all of it. BadMessage when the archive is broken; what came before is there.</summary>
    public static Errno Unpack(Vfs vfs, PathContext context, DirectoryReference into, ReadOnlySpan<byte> archive)
    {
        ushort mask = context.Mask;
        context.Mask = 0;
        Errno error = UnpackAll(vfs, context, into, new CpioReader(archive));
        context.Mask = mask;
        return error;
    }

    private static Errno UnpackAll(Vfs vfs, PathContext context, DirectoryReference into, CpioReader reader)
    {
        Dictionary<uint, byte[]> linked = [];
        byte[] piece = new byte[PieceBytes];
        while (reader.TryNext())
        {
            ReadOnlySpan<byte> name = Trim(reader.Name);
            if (name.IsEmpty || name.SequenceEqual("."u8))
            {
                continue;
            }

            Errno error = MakeParents(vfs, context, into, name);
            error = error == Errno.None ? UnpackOne(vfs, context, into, name, in reader, linked, piece) : error;
            error = error == Errno.None ? Describe(vfs, context, into, name, in reader) : error;
            if (error != Errno.None)
            {
                return error;
            }
        }

        return reader.IsBroken ? Errno.BadMessage : Errno.None;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> name)
    {
        while (name.StartsWith("/"u8) || name.StartsWith("./"u8))
        {
            name = name[(name[0] == (byte)'/' ? 1 : 2)..];
        }

        return name.TrimEnd((byte)'/');
    }

    private static Errno MakeParents(Vfs vfs, PathContext context, DirectoryReference into, ReadOnlySpan<byte> name)
    {
        for (int at = 0; at < name.Length; at++)
        {
            if (name[at] == (byte)'/')
            {
                FileOutcome outcome = vfs.TryMakeDirectory(context, into, name[..at], 0x1ed); // 0755
                if (!outcome.IsDone && outcome.Error != Errno.Exists)
                {
                    return outcome.Error;
                }
            }
        }

        return Errno.None;
    }

    private static Errno UnpackOne(
        Vfs vfs, PathContext context, DirectoryReference into, ReadOnlySpan<byte> name, in CpioReader reader, Dictionary<uint, byte[]> linked, byte[] piece)
    {
        InodeKind kind = (InodeKind)((reader.Mode & KindMask) >> 12);
        ushort permissions = (ushort)(reader.Mode & 0xfff);
        switch (kind)
        {
            case InodeKind.Directory:
                Errno made = vfs.TryMakeDirectory(context, into, name, permissions).Error;
                return made == Errno.Exists ? Errno.None : made;
            case InodeKind.SymbolicLink:
                return vfs.TryMakeLink(context, into, name, reader.Contents).Error;
            case InodeKind.File:
                return UnpackFile(vfs, context, into, name, in reader, linked, piece);
            default:
                return vfs.TryMakeNode(context, into, name, kind, permissions, reader.Device).Error;
        }
    }

    private static Errno UnpackFile(
        Vfs vfs, PathContext context, DirectoryReference into, ReadOnlySpan<byte> name, in CpioReader reader, Dictionary<uint, byte[]> linked, byte[] piece)
    {
        // Of several links all but one come without contents; which one has them is not said.
        if (reader.Links > 1 && linked.TryGetValue(reader.Inode, out byte[]? first))
        {
            Errno error = vfs.TryLink(context, into, first, WalkMode.None, into, name).Error;
            if (error != Errno.None || reader.Contents.IsEmpty)
            {
                return error;
            }
        }
        else if (reader.Links > 1)
        {
            linked.Add(reader.Inode, name.ToArray());
        }

        FileOutcome outcome = vfs.TryOpen(
            context, into, name, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, (ushort)(reader.Mode & 0xfff), out OpenFile? file);
        if (!outcome.IsDone)
        {
            return outcome.Error;
        }

        Errno written = Fill(file!, reader.Contents, piece);
        file!.Close();
        return written;
    }

    private static Errno Fill(OpenFile file, ReadOnlySpan<byte> contents, byte[] piece)
    {
        while (!contents.IsEmpty)
        {
            int count = Math.Min(contents.Length, piece.Length);
            contents[..count].CopyTo(piece);
            contents = contents[count..];
            FileProgress progress = default;
            FileOutcome outcome = file.TryWrite(new FileBuffer(piece, 0, count), ref progress);
            if (!outcome.IsDone || progress.Done != (ulong)count)
            {
                return outcome.Error != Errno.None ? outcome.Error : Errno.NoSpace;
            }
        }

        return Errno.None;
    }

    private static Errno Describe(Vfs vfs, PathContext context, DirectoryReference into, ReadOnlySpan<byte> name, in CpioReader reader)
    {
        FileOutcome outcome = vfs.TryWalk(context, into, name, WalkMode.None, out WalkResult found);
        if (!outcome.IsDone)
        {
            return outcome.Error;
        }

        Inode inode = found.Inode!;
        inode.Owner = reader.Owner;
        inode.Group = reader.Group;
        inode.Permissions = (ushort)(reader.Mode & 0xfff);
        FileTime time = FileTime.FromSeconds(reader.Time);
        (inode.AccessTime, inode.ModifyTime, inode.ChangeTime) = (time, time, time);
        return Errno.None;
    }
}
