using System;
using System.Collections.Generic;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The machine's tree of files, as a shell is given it: its <c>/</c> is the root of a <see cref="PathContext"/>, with the rights that has.</summary>
/// <remarks>
/// Owns: nothing; open files belong to the streams. Does not own: the tree, the context. An operation that waits holds nothing, and is started again.
/// Without a source of file systems nothing can be mounted.
/// </remarks>
public sealed partial class VfsFiles(Vfs vfs, PathContext context, FileWaits waits, IFileSystemSource? fileSystems) : IShellFiles
{
    private const ushort NewFile = 0x1b6; // 0666, before the mask
    private const ushort NewDirectory = 0x1ff;

    /// <summary>Entries taken from a directory in one step.</summary>
    private const int EntriesAtOnce = 512;

    public async KernelTask<Result<ByteStream>> Open(string path, OpenIntent intent)
    {
        OpenFlags flags = intent switch
        {
            OpenIntent.Read => OpenFlags.Read,
            OpenIntent.Replace => OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate,
            OpenIntent.Append => OpenFlags.Write | OpenFlags.Create | OpenFlags.Append,
            OpenIntent.CreateNew => OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive,
            _ => OpenFlags.Read | OpenFlags.Write | OpenFlags.Create,
        };
        return (await OpenFile(path, flags)).Ok(out OpenFile? file, out Errno error) ? new OpenFileStream(file, waits) : error;
    }

    public async KernelTask<Result<FileStatus>> ReadStatus(string path, LinkRule links)
    {
        byte[] name = ShellText.Encode(path);
        FileStatus status = default;
        WalkMode mode = links == LinkRule.Follow ? WalkMode.Follow : WalkMode.None;
        Errno error = await waits.Settle(() =>
        {
            FileOutcome outcome = vfs.TryWalk(context, context.Root, name, mode, out WalkResult found);
            status = outcome.IsDone ? StatusOf(found.Inode!) : default;
            return outcome;
        });
        return error == Errno.None ? status : error;
    }

    public async KernelTask<Result<IReadOnlyList<DirectoryEntry>>> ReadDirectory(string path)
    {
        if (!(await OpenFile(path, OpenFlags.Read | OpenFlags.Directory)).Ok(out OpenFile? directory, out Errno error))
        {
            return error;
        }

        EntryListing listing = new();
        do
        {
            listing.MakeRoom(EntriesAtOnce);
            error = await waits.Settle(() => directory.TryList(listing));
        }
        while (error == Errno.None && listing.IsFull);

        directory.Close();
        return error == Errno.None ? listing.Entries : error;
    }

    public async KernelTask<Result<string>> ReadLink(string path)
    {
        byte[] name = ShellText.Encode(path);
        byte[] target = new byte[Vfs.MostPathBytes];
        int length = 0;
        Errno error = await waits.Settle(() => vfs.TryReadLink(context, context.Root, name, target, out length));
        return error == Errno.None ? ShellText.Decode(target.AsSpan(0, length)) : error;
    }

    public KernelTask<Errno> MakeDirectory(string path)
    {
        byte[] name = ShellText.Encode(path);
        return waits.Settle(() => vfs.TryMakeDirectory(context, context.Root, name, NewDirectory));
    }

    public KernelTask<Errno> RemoveDirectory(string path) => Remove(path, Removal.Directory);

    public KernelTask<Errno> Remove(string path) => Remove(path, Removal.File);

    public KernelTask<Errno> Rename(string from, string to)
    {
        (byte[] name, byte[] newName) = (ShellText.Encode(from), ShellText.Encode(to));
        return waits.Settle(() => vfs.TryRename(context, context.Root, name, context.Root, newName, RenameMode.Replace));
    }

    public KernelTask<Errno> Link(string existing, string path)
    {
        (byte[] name, byte[] newName) = (ShellText.Encode(existing), ShellText.Encode(path));
        return waits.Settle(() => vfs.TryLink(context, context.Root, name, WalkMode.None, context.Root, newName));
    }

    public KernelTask<Errno> LinkSymbolically(string target, string path)
    {
        (byte[] to, byte[] name) = (ShellText.Encode(target), ShellText.Encode(path));
        return waits.Settle(() => vfs.TryMakeLink(context, context.Root, name, to));
    }

    public KernelTask<Errno> SetModified(string path, DateTime time)
    {
        byte[] name = ShellText.Encode(path);
        FileTime modified = new((time - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        return waits.Settle(() =>
        {
            FileOutcome outcome = vfs.TryWalk(context, context.Root, name, WalkMode.Follow, out WalkResult found);
            return outcome.IsDone
                ? Vfs.ChangeTimes(context.Who, found.Inode!, found.Found.Mount, found.Rights, null, modified, TimeChange.ToGiven)
                : outcome;
        });
    }

    public KernelTask<Errno> SetMode(string path, int mode)
    {
        byte[] name = ShellText.Encode(path);
        return waits.Settle(() =>
        {
            FileOutcome outcome = vfs.TryWalk(context, context.Root, name, WalkMode.Follow, out WalkResult found);
            return outcome.IsDone ? Vfs.ChangePermissions(context.Who, found.Inode!, found.Found.Mount, found.Rights, (ushort)mode) : outcome;
        });
    }

    private static FileStatus StatusOf(Inode inode) =>
        new(
            KindOf(inode.Kind),
            inode.Permissions,
            (long)inode.FileSystem.Device.Encoded,
            (long)inode.Number,
            inode.Links,
            (long)inode.Size,
            (long)inode.Blocks,
            DateTime.UnixEpoch.AddTicks(inode.ModifyTime.Nanoseconds / TimeSpan.NanosecondsPerTick));

    private static FileKind KindOf(InodeKind kind) => kind switch
    {
        InodeKind.Directory => FileKind.Directory,
        InodeKind.SymbolicLink => FileKind.SymbolicLink,
        InodeKind.CharacterDevice => FileKind.CharacterDevice,
        InodeKind.BlockDevice => FileKind.BlockDevice,
        InodeKind.Fifo => FileKind.Pipe,
        InodeKind.Socket => FileKind.Socket,
        _ => FileKind.Regular,
    };

    private KernelTask<Errno> Remove(string path, Removal what)
    {
        byte[] name = ShellText.Encode(path);
        return waits.Settle(() => vfs.TryRemove(context, context.Root, name, what));
    }

    private async KernelTask<Result<OpenFile>> OpenFile(string path, OpenFlags flags)
    {
        byte[] name = ShellText.Encode(path);
        OpenFile? file = null;
        Errno error = await waits.Settle(() => vfs.TryOpen(context, context.Root, name, flags, NewFile, out file));
        return error == Errno.None ? file! : error;
    }

    /// <summary>Collects names, but for <c>.</c> and <c>..</c>.</summary>
    private sealed class EntryListing : DirectoryListing
    {
        private int _room;

        public List<DirectoryEntry> Entries { get; } = [];

        /// <summary>Whether an entry was refused, so that there are more.</summary>
        public bool IsFull { get; private set; }

        public void MakeRoom(int entries)
        {
            _room = entries;
            IsFull = false;
        }

        public override bool TryAdd(ReadOnlySpan<byte> name, ulong inode, InodeKind kind, ulong next)
        {
            if (_room == 0)
            {
                IsFull = true;
                return false;
            }

            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                _room--;
                Entries.Add(new DirectoryEntry(ShellText.Decode(name), KindOf(kind)));
            }

            return true;
        }
    }
}
