using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// From a path to what it leads to (path_resolution(7); C-30). A walk whose names are all known allocates nothing and leaves the path where it is; any
/// other is <see cref="Run"/>'s.
/// </remarks>
public sealed partial class Vfs
{
    /// <summary>Walks a path.</summary>
    /// <param name="context">Whose path it is.</param>
    /// <param name="start">Where a relative path starts: the working directory, or an open directory.</param>
    /// <param name="path">Its bytes, without the final zero.</param>
    /// <param name="mode">How the last name is treated.</param>
    /// <param name="result">Where it leads.</param>
    /// <returns>
    /// NoEntry, NotDirectory, AccessDenied, NameTooLong, TooManySymbolicLinks; CrossDevice when it would leave what <see cref="WalkMode.Beneath"/> allows;
    /// CapabilityMode when the path is absolute and the process has no root.
    /// </returns>
    public FileOutcome TryWalk(PathContext context, scoped in DirectoryReference start, scoped in PathText path, WalkMode mode, out WalkResult result)
    {
        ref readonly DirectoryReference from = ref path.IsAbsolute ? ref context.Root : ref start;
        if (!TryFollow(context, in from, in path, mode, out KnownPath known))
        {
            return Run(context, in start, path, mode, out result);
        }

        Inode? found = _names.InodeOf(known.Cell);
        Mount mount = from.Location.Mount!;
        result.Inode = found;
        result.Path = path.Room;
        result.NameStart = known.At;
        result.NameLength = known.Length;
        result.FoundMount = found is null ? null : mount;
        result.FoundDentry = found is null ? 0 : known.Cell;
        result.ParentMount = mount;
        result.ParentDentry = known.Parent;
        result.Rights = from.Rights;
        result.Authority = from.Authority;
        result.NeedsDirectory = false;
        result.Last = LastName.Ordinary;
        result.Cell = known.Cell;
        return found is null && (mode & WalkMode.Parent) == 0 ? Errno.NoEntry : FileOutcome.Done;
    }

    /// <summary>As <see cref="TryWalk"/>, for whoever needs no more than what is there: its attributes.</summary>
    public FileOutcome TryFind(PathContext context, scoped in DirectoryReference start, scoped in PathText path, WalkMode mode, out Inode? found)
    {
        ref readonly DirectoryReference from = ref path.IsAbsolute ? ref context.Root : ref start;
        if (!TryFollow(context, in from, in path, mode, out KnownPath known))
        {
            return TryFindSlowly(context, in start, in path, mode, out found);
        }

        found = _names.InodeOf(known.Cell);
        return found is null ? Errno.NoEntry : FileOutcome.Done;
    }

    /// <summary>Whether all names of a path are known, and nothing about it is out of the ordinary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFollow(PathContext context, scoped in DirectoryReference from, scoped in PathText path, WalkMode mode, out KnownPath known)
    {
        known = default;
        return path.Length < MostPathBytes && (mode & (WalkMode.Beneath | WalkMode.Directory)) == 0
            && _names.TryFollow(in path, from.Location.Dentry, context.Who, out known);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FileOutcome TryFindSlowly(PathContext context, in DirectoryReference start, in PathText path, WalkMode mode, out Inode? found)
    {
        FileOutcome outcome = Run(context, in start, path, mode, out WalkResult result);
        found = result.Inode;
        return outcome;
    }
}
