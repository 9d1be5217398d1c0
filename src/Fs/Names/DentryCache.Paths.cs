using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// Whole paths that were followed more than once lead to their end at once, however many names they have (Tsai et al., SOSP 2015, have it for Linux).
/// What is remembered is true while the last cell has the version it had, which changes when its name does, and no directory with names below it has lost
/// its own or become a mount point, which begins a new era. Permissions of directories on the way are not asked again: only for those who need none.
/// </remarks>
internal sealed partial class DentryCache
{
    private const int PathBits = 9;

    private readonly RememberedPath[] _paths = new RememberedPath[1 << PathBits];
    private uint _era;

    /// <summary>The cell that a path is remembered to lead to, if that may be where it ends; 0, which is nobody's and leads nowhere, otherwise.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Recall(scoped in PathText path, uint directory, Credentials who)
    {
        if (who.Has(FilePrivileges.OverridePermissions) && ByteWords.TryBlock(path.Room, 0, path.Length, out ulong first, out ulong second))
        {
            ref RememberedPath remembered = ref _paths[NameKey.Place(first, second, Salt(directory, path.Length), 64 - PathBits)];
            if (remembered.First == first && remembered.Second == second && remembered.Length == path.Length && remembered.Directory == directory
                && remembered.Era == _era && (path.Length <= ByteWords.BlockBytes || EndsAs(in path, in remembered)))
            {
                uint index = remembered.Cell;
                ref Dentry cell = ref _cells[index];
                if (cell.Version == remembered.Version && ((cell.Flags & End) == DentryFlags.Plain || InodeOf(index) is null))
                {
                    cell.Flags |= DentryFlags.Recent;
                    return index;
                }
            }
        }

        return 0;
    }

    /// <summary>Goes down a path as <see cref="TryFollowNames"/> does, from its beginning.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFollow(scoped in PathText path, uint directory, Credentials who, out KnownPath known)
    {
        uint index = Recall(in path, directory, who);
        if (index == 0)
        {
            return TryFollowAndRemember(in path, directory, who, out known);
        }

        ref Dentry cell = ref _cells[index];
        int length = cell.Length;
        known = new KnownPath { At = unchecked(path.Length - length), Length = length, Cell = index, Parent = cell.Parent }; // its last name
        return true;
    }

    /// <summary>Paths that begin alike lie apart if they are not equally long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Salt(uint directory, int length) => unchecked(directory + ((uint)length << 24));

    /// <summary>A cell becomes a mount point, or is none any more.</summary>
    public void Mark(uint index, DentryFlags flags)
    {
        _cells[index].Flags = (_cells[index].Flags & ~DentryFlags.MountPoint) | flags;
        BeginEra();
    }

    /// <summary>All paths are forgotten. The number may come round: by then none is left of its last time.</summary>
    private void BeginEra() => _era = unchecked(_era + 1);

    [NoAllocation]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFollowAndRemember(scoped in PathText path, uint directory, Credentials who, out KnownPath known)
    {
        bool isEnd = TryFollowNames(in path, path.IsAbsolute ? 1 : 0, directory, who, out known, out DentryFlags before);
        if (isEnd && (before & DentryFlags.Recent) != 0 && path.Length <= RememberedPath.MostBytes && known.At + known.Length == path.Length
            && ByteWords.TryBlock(path.Room, 0, path.Length, out ulong first, out ulong second))
        {
            _paths[NameKey.Place(first, second, Salt(directory, path.Length), 64 - PathBits)] = new RememberedPath
            {
                First = first,
                Second = second,
                Third = Word(in path, 2),
                Fourth = Word(in path, 3),
                Fifth = Word(in path, 4),
                Length = path.Length,
                Directory = directory,
                Cell = known.Cell,
                Version = _cells[known.Cell].Version,
                Era = _era,
            };
        }

        return isEnd;
    }

    /// <summary>Whether what lies behind the first sixteen bytes is the same.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EndsAs(scoped in PathText path, in RememberedPath remembered) =>
        ByteWords.TryBlock(path.Room, ByteWords.BlockBytes, path.Length, out ulong third, out ulong fourth) && remembered.Third == third && remembered.Fourth == fourth
        && (path.Length <= 2 * ByteWords.BlockBytes || remembered.Fifth == Word(in path, 4));

    /// <summary>Eight bytes of a path; zero behind its end.</summary>
    [NoAllocation]
    private static ulong Word(scoped in PathText path, int index) =>
        path.Length > index * sizeof(ulong) ? ByteWords.At(path.Bytes, index * sizeof(ulong)) : 0;

    /// <summary>What is wrong with the paths that are remembered; null: nothing.</summary>
    private string? CheckPaths()
    {
        Span<byte> bytes = stackalloc byte[RememberedPath.MostBytes + PathText.SpareBytes];
        foreach (RememberedPath path in _paths)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, path.First);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], path.Second);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], path.Third);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], path.Fourth);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], path.Fifth);
            PathText text = new(bytes, path.Length);
            uint recalled = Recall(in text, path.Directory, Credentials.Kernel);
            if (recalled != 0 && !(TryFollowNames(in text, text.IsAbsolute ? 1 : 0, path.Directory, Credentials.Kernel, out KnownPath known, out _) && known.Cell == recalled))
            {
                return $"a remembered path leads to dentry {recalled}, and its names do not";
            }
        }

        return null;
    }
}
