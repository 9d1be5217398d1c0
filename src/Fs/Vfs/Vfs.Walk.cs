using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// The whole walk from a path to what it leads to (path_resolution(7); C-30), with links, mounts, <c>.</c> and <c>..</c>, and names that are not known yet.
/// It copies the path into a room of the VFS's own, since a symbolic link's target is put in front of what is left of it.
/// </remarks>
public sealed partial class Vfs
{
    // The path lies in the second half, with a zero behind it: a link's target fits in front of what is left.
    private readonly byte[] _room = new byte[(2 * MostPathBytes) + PathText.SpareBytes];

    /// <summary>The whole walk, with all that can come in its way, from the path's beginning.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FileOutcome Run(PathContext context, scoped in DirectoryReference start, scoped ReadOnlySpan<byte> path, WalkMode mode, out WalkResult result)
    {
        result = default;
        if (path.Length >= MostPathBytes || (path.IsEmpty && (mode & WalkMode.AllowEmpty) == 0))
        {
            return path.IsEmpty ? Errno.NoEntry : Errno.NameTooLong;
        }

        path = UntilZero(path);
        byte[] room = _room;
        path.CopyTo(room.AsSpan(MostPathBytes));
        room[MostPathBytes + path.Length] = 0;
        PathText whole = new(room, MostPathBytes + path.Length);
        Walk walk = new()
        {
            Context = context,
            Root = (mode & WalkMode.Beneath) != 0 ? start : context.Root,
            Mode = mode,
            At = MostPathBytes,
            Place = start.Location,
            Floor = start.Location,
            Rights = start.Rights,
            Authority = start.Authority,
        };
        if (!TryStart(ref walk, out FileOutcome outcome))
        {
            return outcome;
        }

        while (true)
        {
            int at = whole.SkipSlashes(walk.At);
            if (room[at] == 0)
            {
                walk.At = at;
                return Finish(ref walk, ref result);
            }

            if (_names.TryFollowNames(in whole, at, walk.Place.Dentry, context.Who, out KnownPath known, out _))
            {
                (walk.At, walk.NameStart, walk.NameLength, walk.Last) = (known.At + known.Length, known.At, known.Length, LastName.Ordinary);
                Mount mount = walk.Place.Mount!;
                bool isAbsent = _names.InodeOf(known.Cell) is null;
                Location end = isAbsent ? default : new Location(mount, known.Cell);
                if (isAbsent && (mode & WalkMode.Parent) == 0)
                {
                    return Errno.NoEntry;
                }

                return Describe(ref walk, ref result, new Location(mount, known.Parent), known.Cell, end);
            }

            walk.At = known.At;
            walk.Place = new Location(walk.Place.Mount!, known.Cell);
            if (HasSlash(in walk))
            {
                continue; // one slash too many
            }

            at = known.At;
            walk.NameStart = at;
            walk.NameLength = whole.LengthAt(at);
            at += walk.NameLength;
            walk.At = at;
            walk.Last = LastName.Ordinary;
            uint place = walk.Place.Dentry;
            Inode directory = _names.InodeOf(place)!;
            Errno denied = directory.CheckSearch(walk.Context.Who);
            if (denied != Errno.None)
            {
                return denied;
            }

            ReadOnlySpan<byte> name = room.AsSpan(walk.NameStart, walk.NameLength);
            if (name[0] == (byte)'.' && TryDots(ref walk, name, out outcome))
            {
                if (!outcome.IsDone)
                {
                    return outcome;
                }

                continue;
            }

            uint cell = _names.Find(place, name);
            if (cell == 0 || directory.FileSystem.IsVolatile)
            {
                outcome = TryAsk(place, name, directory, ref cell);
                if (!outcome.IsDone)
                {
                    return outcome;
                }
            }

            bool isLast = whole.SkipSlashes(at) == whole.Length;
            ref Dentry found = ref _names[cell];
            Inode? inode = _names.InodeOf(cell);
            if (inode is null)
            {
                return isLast && (walk.Mode & WalkMode.Parent) != 0 ? Describe(ref walk, ref result, walk.Place, cell, default) : Errno.NoEntry;
            }

            // A slash after the last name means the directory, so that a link there is followed (path_resolution(7)).
            if (inode.Kind == InodeKind.SymbolicLink && (!isLast || (walk.Mode & WalkMode.Follow) != 0 || HasSlash(in walk)) && !IsForParent(in walk, isLast))
            {
                outcome = TryFollow(ref walk, inode, out Inode? nameless);
                if (!outcome.IsDone)
                {
                    return outcome;
                }

                if (nameless is not null)
                {
                    return DescribeNameless(ref walk, ref result, cell, nameless);
                }

                continue;
            }

            Location next = new(walk.Place.Mount!, cell);
            next = (found.Flags & DentryFlags.MountPoint) == 0 ? next : Descend(next);
            if (isLast)
            {
                return Describe(ref walk, ref result, walk.Place, cell, next);
            }

            walk.Place = next;
        }
    }

    /// <summary>The caller makes, removes or renames the last name: then a link there is what is meant, even before a slash.</summary>
    private static bool IsForParent(in Walk walk, bool isLast) => isLast && (walk.Mode & (WalkMode.Parent | WalkMode.Follow)) == WalkMode.Parent;

    private bool TryStart(ref Walk walk, out FileOutcome outcome)
    {
        outcome = FileOutcome.Done;
        bool isAbsolute = _room[walk.At] == (byte)'/';
        if (isAbsolute)
        {
            if ((walk.Mode & WalkMode.Beneath) != 0)
            {
                outcome = Errno.CrossDevice;
                return false;
            }

            walk.Place = walk.Context.Root.Location;
            walk.Rights = walk.Context.Root.Rights;
            walk.Authority = walk.Context.Root.Authority;
        }

        if (walk.Place.IsNone)
        {
            outcome = Errno.CapabilityMode; // nothing was handed to this process that a path could start at
            return false;
        }

        walk.Last = isAbsolute ? LastName.Root : LastName.Dot;
        walk.Place = Descend(walk.Place);
        return true;
    }

    /// <summary>A path ends at a zero, if somebody has put one into it.</summary>
    private static ReadOnlySpan<byte> UntilZero(ReadOnlySpan<byte> path)
    {
        int end = path.IndexOf((byte)0);
        return end < 0 ? path : path[..end];
    }

    private bool HasSlash(in Walk walk) => _room[walk.At] == (byte)'/';

    private bool TryDots(ref Walk walk, ReadOnlySpan<byte> name, out FileOutcome outcome)
    {
        outcome = FileOutcome.Done;
        if (name.Length > 2 || name[^1] != (byte)'.')
        {
            return false;
        }

        walk.Last = name.Length == 1 ? LastName.Dot : LastName.DotDot;
        if (name.Length == 2)
        {
            if (walk.Place == Descend(walk.Root.Location))
            {
                outcome = (walk.Mode & WalkMode.Beneath) != 0 ? Errno.CrossDevice : Errno.None; // never above the root given
            }
            else if (walk.Floor.IsNone || walk.Place != Descend(walk.Floor) || IsBelow(walk.Place, walk.Root.Location))
            {
                walk.Place = ParentOf(walk.Place);
            }
        }

        return true;
    }

    /// <summary>Whether the way up from a place meets another. What is not below the root was handed over, and nothing around it was.</summary>
    private bool IsBelow(Location place, Location top)
    {
        if (top.IsNone)
        {
            return false;
        }

        top = Descend(top);
        while (place != top)
        {
            Location above = ParentOf(place);
            if (above == place)
            {
                return false;
            }

            place = above;
        }

        return true;
    }

    /// <summary>The directory above, through mounts; the top's is itself.</summary>
    private Location ParentOf(Location place)
    {
        while (place.Dentry == place.Mount!.Root)
        {
            if (place.Mount.Parent is not { } outer)
            {
                return place;
            }

            place = new Location(outer, place.Mount.Point);
        }

        uint parent = _names[place.Dentry].Parent;
        return parent == 0 ? place : Descend(new Location(place.Mount, parent));
    }

    /// <summary>Asks the file system for a name that is not known, or that it wants to be asked for every time.</summary>
    /// <param name="place">The directory's cell.</param>
    /// <param name="name">The name.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="cell">The name's cell, 0 when it has none; then the one it has now, which is negative when the name does not exist.</param>
    private FileOutcome TryAsk(uint place, ReadOnlySpan<byte> name, Inode directory, ref uint cell)
    {
        if (name.Length > directory.FileSystem.MostNameBytes)
        {
            return Errno.NameTooLong;
        }

        if ((_names[place].Flags & DentryFlags.Removed) != 0)
        {
            return Errno.NoEntry; // a directory that was removed has no names
        }

        FileOutcome outcome = directory.TryLookup(name, out Inode? found);
        if (!outcome.IsDone && outcome.Error != Errno.NoEntry)
        {
            return outcome;
        }

        if (cell != 0 && _names.InodeOf(cell) != found)
        {
            _names.Forget(cell);
            cell = 0;
        }

        cell = cell != 0 ? cell : _names.Add(place, name, found);
        return FileOutcome.Done;
    }

    private FileOutcome TryFollow(ref Walk walk, Inode link, out Inode? nameless)
    {
        nameless = null;
        if (++walk.Links > MostLinks || (walk.Mode & WalkMode.NoLinks) != 0)
        {
            return Errno.TooManySymbolicLinks;
        }

        if (link.TryJump(walk.Context, out LinkTarget target))
        {
            return TryJump(ref walk, in target, out nameless);
        }

        // The target goes in front of what is left: into the first half of the room, then to its place.
        int left = _room.AsSpan(walk.At).IndexOf((byte)0);
        FileOutcome outcome = link.TryReadLink(walk.Context, _room.AsSpan(0, MostPathBytes), out int length);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        length = UntilZero(_room.AsSpan(0, length)).Length;
        if (length == 0 || length + left >= MostPathBytes)
        {
            return length == 0 ? Errno.NoEntry : Errno.NameTooLong;
        }

        _room.AsSpan(0, length).CopyTo(_room.AsSpan(walk.At - length));
        walk.At -= length;
        return _room[walk.At] != (byte)'/' || TryStart(ref walk, out outcome) ? FileOutcome.Done : outcome;
    }

    /// <summary>What is reached by a jump has no more rights than the path so far, nor than it was opened with.</summary>
    private FileOutcome TryJump(ref Walk walk, in LinkTarget target, out Inode? nameless)
    {
        nameless = null;
        if ((walk.Mode & WalkMode.Beneath) != 0)
        {
            return Errno.CrossDevice;
        }

        walk.Rights &= target.Rights;
        walk.Authority = target.Authority;
        if (target.Place.IsNone)
        {
            nameless = target.Inode;
            return _room[walk.At] == 0 ? FileOutcome.Done : Errno.NotDirectory;
        }

        walk.Place = Descend(target.Place);
        walk.Floor = walk.Place;
        walk.Last = LastName.Ordinary;
        return FileOutcome.Done;
    }

    /// <summary>The path ended in a jump to what has no name: it is known by the link's.</summary>
    private FileOutcome DescribeNameless(ref Walk walk, ref WalkResult result, uint cell, Inode nameless)
    {
        FileOutcome outcome = Describe(ref walk, ref result, walk.Place, cell, new Location(walk.Place.Mount!, cell));
        result.Inode = nameless;
        return (walk.Mode & WalkMode.Directory) != 0 ? Errno.NotDirectory : outcome;
    }

    /// <summary>The path ended in a directory that was reached by <c>.</c>, <c>..</c>, slashes or a link.</summary>
    private FileOutcome Finish(ref Walk walk, ref WalkResult result) =>
        Describe(ref walk, ref result, ParentOf(walk.Place), walk.Place.Dentry, walk.Place);

    private FileOutcome Describe(ref Walk walk, ref WalkResult result, Location parent, uint cell, Location found)
    {
        bool needsDirectory = walk.Last != LastName.Ordinary || HasSlash(in walk);
        Inode? inode = found.IsNone ? null : _names.InodeOf(found.Dentry);
        result.Found = found;
        result.Parent = parent;
        result.Rights = walk.Rights;
        result.Authority = walk.Authority;
        result.Cell = cell;
        result.Path = _room;
        result.NameStart = walk.NameStart;
        result.NameLength = walk.NameLength;
        result.Last = walk.Last;
        result.NeedsDirectory = needsDirectory;
        result.Inode = inode;
        bool mustBeDirectory = needsDirectory || (walk.Mode & WalkMode.Directory) != 0;
        return mustBeDirectory && inode is { IsDirectory: false } ? Errno.NotDirectory : FileOutcome.Done;
    }

    /// <summary>Where a walk stands.</summary>
    private struct Walk
    {
        public PathContext Context;
        public DirectoryReference Root;
        public Location Place;

        /// <summary>Where it last started: if that is not below the root, it goes no higher.</summary>
        public Location Floor;
        public Rights Rights;
        public CapabilityHandle Authority;
        public int At;
        public int NameStart;
        public int NameLength;
        public int Links;
        public WalkMode Mode;
        public LastName Last;
    }
}
