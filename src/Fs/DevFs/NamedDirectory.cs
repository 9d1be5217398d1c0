using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A directory whose names the kernel gives, and programs cannot change.</summary>
internal sealed class NamedDirectory : Inode
{
    private readonly NameTable _names = new();

    public NamedDirectory(FileSystem owner, ulong number)
        : base(owner, number, InodeKind.Directory, InodeTimes.Fixed)
    {
        Permissions = 0x1ed; // 0755
        Links = 2;
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    public Inode? TryGet(ReadOnlySpan<byte> name) => _names.TryFind(name, out Inode? inode) ? inode : null;

    public Errno Add(ReadOnlySpan<byte> name, Inode inode)
    {
        if (_names.TryFind(name, out _))
        {
            return Errno.Exists;
        }

        _names.Add(name, inode);
        Links += inode.IsDirectory ? 1u : 0;
        return Errno.None;
    }

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found) =>
        _names.TryFind(name, out found) ? FileOutcome.Done : Errno.NoEntry;

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        _names.List(ref position, OpenFile.FirstEntry, listing);
        return FileOutcome.Done;
    }
}
