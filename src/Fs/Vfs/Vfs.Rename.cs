using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Renaming (rename(2)), in all its cases.</remarks>
public sealed partial class Vfs
{
    private readonly byte[] _oldName = new byte[256];

    public FileOutcome TryRename(
        PathContext context, in DirectoryReference start, in PathText path, in DirectoryReference newStart, in PathText newPath, RenameMode mode)
    {
        FileOutcome outcome = TryWalk(context, in start, path, WalkMode.Parent, out WalkResult old);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        if (old.Last != LastName.Ordinary)
        {
            return Errno.Busy;
        }

        if (old.Inode is null)
        {
            return Errno.NoEntry;
        }

        old.Name.CopyTo(_oldName);
        old.Path = _oldName; // the second walk uses the room that the name may lie in
        old.NameStart = 0;
        Acquire(old.Found); // the second walk may evict what the first found
        outcome = TryWalk(context, in newStart, newPath, WalkMode.Parent, out WalkResult found);
        outcome = outcome.IsDone ? TryRenameFound(context, in old, in found, mode) : outcome;
        Release(old.Found);
        return outcome;
    }

    private FileOutcome TryRenameFound(PathContext context, in WalkResult old, in WalkResult found, RenameMode mode)
    {
        Inode child = old.Inode!;
        Errno refused = WhyNot(context, in old, in found, mode);
        if (refused != Errno.None || (found.Inode is not null && found.Inode == child))
        {
            return refused; // two names of one file: nothing happens (rename(2))
        }

        Inode from = At(old.Parent);
        Inode to = At(found.Parent);
        FileOutcome outcome = from.TryRename(old.Name, child, to, found.Name, found.Inode);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        from.TouchModified();
        to.TouchModified();
        child.TouchChanged();
        found.Inode?.TouchChanged();
        uint cell = old.Cell;
        Location parent = found.Parent;
        if (found.Inode is not null)
        {
            _names.Remove(found.Cell);
        }

        // The new name's cell, negative now, gives way to the moved one; the old name is known to be free.
        uint negative = _names.Find(parent.Dentry, found.Name);
        if (negative != 0)
        {
            _names.Forget(negative);
        }

        _names.Move(cell, parent.Dentry, found.Name);
        return FileOutcome.Done;
    }

    private Errno WhyNot(PathContext context, in WalkResult old, in WalkResult found, RenameMode mode)
    {
        Inode child = old.Inode!;
        Inode? target = found.Inode;
        Errno refused = found.Last != LastName.Ordinary ? (mode == RenameMode.NoReplace ? Errno.Exists : Errno.Busy)
            : old.Parent.Mount != found.Parent.Mount ? Errno.CrossDevice
            : target is not null && mode == RenameMode.NoReplace ? Errno.Exists
            : (old.NeedsDirectory || found.NeedsDirectory) && !child.IsDirectory ? Errno.NotDirectory
            : MayChange(context, in old, Rights.Remove);
        refused = refused == Errno.None ? MayChange(context, in found, Rights.Create) : refused;
        refused = refused == Errno.None ? MayRemove(context, At(old.Parent), child) : refused;
        if (refused != Errno.None)
        {
            return refused;
        }

        if (IsMountPoint(old.Cell) || old.Found.Dentry != old.Cell || (target is not null && IsMountPoint(found.Cell)))
        {
            return Errno.Busy;
        }

        // Moved into another directory, a file must not gain rights that its old place did not give, nor lose those others have.
        if (((old.Rights ^ found.Rights) & (FileWriting | Rights.Configure)) != 0)
        {
            return Errno.AccessDenied;
        }

        if (child.IsDirectory && _names.IsAncestor(old.Cell, found.Parent.Dentry))
        {
            return Errno.Invalid; // into itself
        }

        if (child.IsDirectory && old.Parent != found.Parent
            && (child.Check(context.Who, FileAccess.Write) != Errno.None || At(found.Parent).Links >= child.FileSystem.MostLinks))
        {
            return child.Check(context.Who, FileAccess.Write) != Errno.None ? Errno.AccessDenied : Errno.TooManyLinks; // its .. changes
        }

        if (target is null || target == child)
        {
            return Errno.None;
        }

        if (_names.IsAncestor(found.Cell, old.Parent.Dentry))
        {
            return Errno.NotEmpty; // it holds what is to replace it
        }

        return child.IsDirectory && !target.IsDirectory ? Errno.NotDirectory
            : !child.IsDirectory && target.IsDirectory ? Errno.IsDirectory
            : MayRemove(context, At(found.Parent), target);
    }
}
