using System;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A file, directory, link or node of a <see cref="TmpFileSystem"/>.</summary>
/// <remarks>Owns: a file's pages (a shared object: what is not there reads as zero), a directory's names, a link's target.</remarks>
internal sealed class TmpInode : Inode
{
    private readonly NameTable? _names;
    private readonly byte[]? _target;
    private readonly FrameAccount? _account;
    private ulong _size;

    /// <param name="owner">The file system.</param>
    /// <param name="number">Its number there.</param>
    /// <param name="what">What it shall be.</param>
    /// <param name="account">Pays for its pages, if that is not the file system's.</param>
    public TmpInode(TmpFileSystem owner, ulong number, in NewInode what, FrameAccount? account = null)
        : base(owner, number, what.Kind)
    {
        Take(in what);
        switch (what.Kind)
        {
            case InodeKind.Directory:
                _names = new NameTable();
                break;
            case InodeKind.SymbolicLink:
                _target = what.Target.ToArray();
                break;
            default:
                _account = account;
                break;
        }
    }

    /// <summary>A file that was deleted, and could be kept, becomes a new one.</summary>
    internal void Renew(ulong number, in NewInode what)
    {
        Renew(number);
        Take(in what);
    }

    public override ulong Size => Kind == InodeKind.File ? _size : _names is not null ? (uint)_names.Count * 32u : (uint)(_target?.Length ?? 0);

    public override ulong Blocks => KnownPages is { } pages ? unchecked(pages.PageCount * 8) : 0; // far fewer than 2^61

    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = null;
        return _names is null ? Errno.NotDirectory : _names.TryFind(name, out found) ? FileOutcome.Done : Errno.NoEntry;
    }

    public override FileOutcome TryCreate(ReadOnlySpan<byte> name, in NewInode what, out Inode? made)
    {
        made = null;
        TmpFileSystem owner = Tmp;
        if (owner.InodeCount >= owner.MostInodes)
        {
            return Errno.NoSpace;
        }

        made = owner.Make(in what);
        if (what.Kind == InodeKind.Directory)
        {
            made.Links = 2;
            Links++;
        }

        _names!.Add(name, made);
        return FileOutcome.Done;
    }

    public override FileOutcome TryLink(ReadOnlySpan<byte> name, Inode target)
    {
        _names!.Add(name, target);
        target.Links++;
        return FileOutcome.Done;
    }

    public override FileOutcome TryRemove(ReadOnlySpan<byte> name, Inode child)
    {
        if (child is TmpInode { _names.Count: not 0 })
        {
            return Errno.NotEmpty;
        }

        _names!.Remove(name);
        LoseName(child);
        return FileOutcome.Done;
    }

    public override FileOutcome TryRename(ReadOnlySpan<byte> name, Inode child, Inode to, ReadOnlySpan<byte> newName, Inode? replaced)
    {
        TmpInode target = (TmpInode)to;
        if (replaced is TmpInode { _names.Count: not 0 })
        {
            return Errno.NotEmpty;
        }

        if (replaced is not null)
        {
            target._names!.Replace(newName, child);
            target.LoseName(replaced);
        }
        else
        {
            target._names!.Add(newName, child);
        }

        _names!.Remove(name);
        if (child.IsDirectory && target != this)
        {
            Links--;
            target.Links++;
        }

        return FileOutcome.Done;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        if (_names is null)
        {
            return Errno.NotDirectory;
        }

        _names.List(ref position, OpenFile.FirstEntry, listing);
        return FileOutcome.Done;
    }

    public override FileOutcome TryReadLink(Span<byte> into, out int length)
    {
        length = 0;
        if (_target is null)
        {
            return Errno.Invalid;
        }

        length = Math.Min(into.Length, _target.Length);
        _target.AsSpan(0, length).CopyTo(into);
        return FileOutcome.Done;
    }

    public override void Grow(ulong size)
    {
        ClearTail(size);
        _size = size;
        Pages!.Resize(size);
    }

    public override void Shrink(ulong size)
    {
        _size = size;
        KnownPages?.Resize(size);
    }

    public override FileOutcome TryResize(ulong size)
    {
        if (Kind != InodeKind.File)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = AwaitCut();
        if (!outcome.IsDone)
        {
            return outcome;
        }

        if (size > _size)
        {
            Grow(size);
        }
        else
        {
            Shrink(size);
        }

        return AwaitCut();
    }

    public override FileOutcome TryPunch(PageRange pages)
    {
        // An object of this kind has no operation that takes pages out of its middle, so they are only cleared.
        for (PageNumber page = pages.Start; page < pages.End; page += 1)
        {
            FrameNumber frame = Pages!.FindPage(page);
            if (!frame.IsNone)
            {
                Tmp.Frames.Memory.ZeroPage(frame);
            }
        }

        return FileOutcome.Done;
    }

    /// <summary>No name and no user is left, and it is to be kept for the next file: its pages go now.</summary>
    /// <returns>Whether it can be: somebody may have mapped it, and then tells of it for as long; or it has too many pages to free in one step.</returns>
    public bool TryEmpty()
    {
        VmObject? pages = KnownPages;
        if (Kind != InodeKind.File || _account is not null || pages is { RegionCount: not 0 } or { ShadowCount: not 0 } or { Holders: not 1 })
        {
            return false;
        }

        _size = 0;
        pages?.Resize(0);
        return pages is not { IsCutting: true };
    }

    /// <summary>No name and no user is left. A mapping keeps the pages (C-04).</summary>
    public void Delete()
    {
        KnownPages?.Release();
        Pages = null;
    }

    private void Take(in NewInode what)
    {
        Permissions = what.Permissions;
        Owner = what.Owner;
        Group = what.Group;
        Device = what.Device;
        (AccessTime, ModifyTime, ChangeTime) = (what.Time, what.Time, what.Time);
    }

    /// <summary>Many files never get any.</summary>
    protected override VmObject? MakePages()
    {
        if (Kind == InodeKind.File && (Links != 0 || IsReferenced)) // not of one that is gone
        {
            Pages = Tmp.Memory.CreateShared(0, _account ?? Tmp.Account);
        }

        return KnownPages;
    }

    private TmpFileSystem Tmp => (TmpFileSystem)FileSystem;

    private void LoseName(Inode child)
    {
        child.Links -= child.IsDirectory ? 2u : 1u;
        Links -= child.IsDirectory ? 1u : 0;
        if (child.Links == 0 && !child.IsReferenced)
        {
            Tmp.Unreferenced(child);
        }
    }

    /// <summary>A mapping may have written behind the end, in the last page: that must not become contents (LTP mmap01).</summary>
    private void ClearTail(ulong size)
    {
        int tail = (int)(_size & (PageNumber.Size - 1));
        FrameNumber last = tail == 0 || size <= _size ? FrameNumber.None : Pages!.FindPage(new PageNumber(_size >> PageNumber.Shift));
        if (!last.IsNone)
        {
            Tmp.Frames.Memory.Page(last)[tail..].Clear();
        }
    }
}
