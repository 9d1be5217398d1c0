using System;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// From a path to what it leads to (path_resolution(7); C-30). The path is copied into a room of the VFS's own, since a symbolic link's target is
/// put in front of what is left of it; components are hashed straight from the bytes. A walk whose names are all known allocates nothing.
/// </remarks>
public sealed partial class Vfs
{
    // What is left of the path lies at the end of the room, so that a link's target fits in front of it.
    private readonly byte[] _room = new byte[2 * MostPathBytes];

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
    public FileOutcome TryWalk(PathContext context, DirectoryReference start, ReadOnlySpan<byte> path, WalkMode mode, out WalkResult result)
    {
        result = default;
        if (path.Length >= MostPathBytes)
        {
            return Errno.NameTooLong;
        }

        if (path.IsEmpty && (mode & WalkMode.AllowEmpty) == 0)
        {
            return Errno.NoEntry;
        }

        path.CopyTo(_room.AsSpan(_room.Length - path.Length));
        Walk walk = new()
        {
            Context = context,
            Root = (mode & WalkMode.Beneath) != 0 ? start : context.Root,
            Mode = mode,
            At = _room.Length - path.Length,
            Place = start.Location,
            Floor = start.Location,
            Rights = start.Rights,
            Authority = start.Authority,
        };
        return Run(ref walk, ref result);
    }

    private FileOutcome Run(ref Walk walk, ref WalkResult result)
    {
        if (!TryStart(ref walk, out FileOutcome outcome))
        {
            return outcome;
        }

        while (true)
        {
            SkipSlashes(ref walk);
            if (walk.At == _room.Length)
            {
                return Finish(ref walk, ref result);
            }

            ReadComponent(ref walk);
            Inode directory = _names[walk.Place.Dentry].Inode!;
            Errno denied = !directory.IsDirectory ? Errno.NotDirectory : directory.Check(walk.Context.Who, FileAccess.Execute);
            if (denied != Errno.None)
            {
                return denied;
            }

            if (walk.NameLength > directory.FileSystem.MostNameBytes)
            {
                return Errno.NameTooLong;
            }

            if (TryDots(ref walk, out outcome))
            {
                if (!outcome.IsDone)
                {
                    return outcome;
                }

                continue;
            }

            outcome = TryFindName(walk.Place, walk.Hash, NameOf(in walk), out uint cell);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            walk.Parent = walk.Place;
            walk.Cell = cell;
            bool isLast = IsLast(in walk);
            Inode? inode = _names[cell].Inode;
            if (inode is null)
            {
                return isLast && (walk.Mode & WalkMode.Parent) != 0 ? Describe(ref walk, ref result, default) : Errno.NoEntry;
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
                    return DescribeNameless(ref walk, ref result, nameless);
                }

                continue;
            }

            walk.Place = Descend(new Location(walk.Place.Mount!, cell));
            if (isLast)
            {
                return Describe(ref walk, ref result, walk.Place);
            }
        }
    }

    /// <summary>The caller makes, removes or renames the last name: then a link there is what is meant, even before a slash.</summary>
    private static bool IsForParent(in Walk walk, bool isLast) => isLast && (walk.Mode & (WalkMode.Parent | WalkMode.Follow)) == WalkMode.Parent;

    private bool TryStart(ref Walk walk, out FileOutcome outcome)
    {
        outcome = FileOutcome.Done;
        bool isAbsolute = walk.At < _room.Length && _room[walk.At] == (byte)'/';
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

    private void SkipSlashes(ref Walk walk)
    {
        while (walk.At < _room.Length && _room[walk.At] == (byte)'/')
        {
            walk.At++;
        }
    }

    private void ReadComponent(ref Walk walk)
    {
        byte[] room = _room;
        int at = walk.At;
        walk.NameStart = at;
        uint hash = NameHash.Start;
        while (at < room.Length && room[at] != (byte)'/')
        {
            hash = NameHash.Add(hash, room[at]);
            at++;
        }

        walk.NameLength = at - walk.NameStart;
        walk.Hash = hash;
        walk.At = at;
        walk.Last = LastName.Ordinary;
    }

    private ReadOnlySpan<byte> NameOf(in Walk walk) => _room.AsSpan(walk.NameStart, walk.NameLength);

    /// <summary>The last name of a walk, until the next walk.</summary>
    private ReadOnlySpan<byte> NameOf(in WalkResult result) => _room.AsSpan(result.NameStart, result.NameLength);

    private bool IsLast(in Walk walk) => _room.AsSpan(walk.At).IndexOfAnyExcept((byte)'/') < 0;

    private bool HasSlash(in Walk walk) => walk.At < _room.Length;

    private bool TryDots(ref Walk walk, out FileOutcome outcome)
    {
        outcome = FileOutcome.Done;
        ReadOnlySpan<byte> name = NameOf(in walk);
        if (name[0] != (byte)'.' || name.Length > 2 || (name.Length == 2 && name[1] != (byte)'.'))
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

    /// <summary>The cell of a name in a directory: known, or asked for now. It is negative when the name does not exist.</summary>
    private FileOutcome TryFindName(Location directory, uint hash, ReadOnlySpan<byte> name, out uint cell)
    {
        cell = _names.Find(directory.Dentry, hash, name);
        Inode inode = _names[directory.Dentry].Inode!;
        if (cell != 0 && !inode.FileSystem.IsVolatile)
        {
            return FileOutcome.Done;
        }

        return TryAsk(directory, hash, name, inode, ref cell);
    }

    private FileOutcome TryAsk(Location directory, uint hash, ReadOnlySpan<byte> name, Inode inode, ref uint cell)
    {
        if ((_names[directory.Dentry].Flags & DentryFlags.Removed) != 0)
        {
            return Errno.NoEntry; // a directory that was removed has no names
        }

        FileOutcome outcome = inode.TryLookup(name, out Inode? found);
        if (!outcome.IsDone && outcome.Error != Errno.NoEntry)
        {
            return outcome;
        }

        if (cell != 0 && _names[cell].Inode != found)
        {
            _names.Forget(cell);
            cell = 0;
        }

        cell = cell != 0 ? cell : _names.Add(directory.Dentry, hash, name, found);
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
        int left = _room.Length - walk.At;
        FileOutcome outcome = link.TryReadLink(walk.Context, _room.AsSpan(0, MostPathBytes), out int length);
        if (!outcome.IsDone)
        {
            return outcome;
        }

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
            return IsLast(in walk) && !HasSlash(in walk) ? FileOutcome.Done : Errno.NotDirectory;
        }

        walk.Place = Descend(target.Place);
        walk.Floor = walk.Place;
        walk.Last = LastName.Ordinary;
        return FileOutcome.Done;
    }

    /// <summary>The path ended in a jump to what has no name: it is known by the link's.</summary>
    private FileOutcome DescribeNameless(ref Walk walk, ref WalkResult result, Inode nameless)
    {
        FileOutcome outcome = Describe(ref walk, ref result, new Location(walk.Place.Mount!, walk.Cell));
        result.Inode = nameless;
        return (walk.Mode & WalkMode.Directory) != 0 ? Errno.NotDirectory : outcome;
    }

    /// <summary>The path ended in a directory that was reached by <c>.</c>, <c>..</c>, slashes or a link.</summary>
    private FileOutcome Finish(ref Walk walk, ref WalkResult result)
    {
        walk.Parent = ParentOf(walk.Place);
        walk.Cell = walk.Place.Dentry;
        return Describe(ref walk, ref result, walk.Place);
    }

    private FileOutcome Describe(ref Walk walk, ref WalkResult result, Location found)
    {
        result.Found = found;
        result.Parent = walk.Parent;
        result.Rights = walk.Rights;
        result.Authority = walk.Authority;
        result.Cell = walk.Cell;
        result.Hash = walk.Hash;
        result.NameStart = walk.NameStart;
        result.NameLength = walk.NameLength;
        result.Last = walk.Last;
        result.NeedsDirectory = HasSlash(in walk) || walk.Last != LastName.Ordinary;
        result.Inode = found.IsNone ? null : _names[found.Dentry].Inode;
        bool mustBeDirectory = result.NeedsDirectory || (walk.Mode & WalkMode.Directory) != 0;
        return mustBeDirectory && result.Inode is { IsDirectory: false } ? Errno.NotDirectory : FileOutcome.Done;
    }

    /// <summary>Where a walk stands.</summary>
    private ref struct Walk
    {
        public PathContext Context;
        public DirectoryReference Root;
        public Location Place;
        public Location Parent;

        /// <summary>Where it last started: if that is not below the root, it goes no higher.</summary>
        public Location Floor;
        public Rights Rights;
        public CapabilityHandle Authority;
        public uint Cell;
        public uint Hash;
        public int At;
        public int NameStart;
        public int NameLength;
        public int Links;
        public WalkMode Mode;
        public LastName Last;
    }
}
