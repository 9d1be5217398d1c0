using System;
using System.Collections.Generic;

namespace Vela.Fs;

/// <summary>The advisory locks on one inode: flock(2), and fcntl(2)'s record locks.</summary>
/// <remarks>
/// Owns: the locks, and the event of one being let go. Does not own: who holds them; an owner's end calls <see cref="ReleaseAll"/>.
/// Invariant: no two locks conflict; an owner's record locks do not overlap.
/// </remarks>
public sealed class FileLocks
{
    private readonly List<FileLock> _locks = [];

    public FileEvent Released { get; } = new();

    public IReadOnlyList<FileLock> Held => _locks;

    /// <summary>Sets, changes or (None) takes away a lock on a range. Blocks on <see cref="Released"/> while another's is in the way; the caller may make EAGAIN of that.</summary>
    public FileOutcome TrySet(in FileLock wanted)
    {
        if (wanted.Kind != LockKind.None && FindConflict(wanted) is not null)
        {
            return FileOutcome.Blocks(Released);
        }

        Cut(in wanted);
        if (wanted.Kind != LockKind.None)
        {
            Insert(wanted);
        }

        // A weaker lock, or none, may let others through.
        Released.WakeAll();
        return FileOutcome.Done;
    }

    /// <summary>A lock that is in the way of another; null when there is none (F_GETLK).</summary>
    public FileLock? FindConflict(FileLock wanted)
    {
        foreach (FileLock held in _locks)
        {
            if (held.ConflictsWith(in wanted))
            {
                return held;
            }
        }

        return null;
    }

    /// <summary>An owner is gone, or closed the file.</summary>
    public void ReleaseAll(object owner)
    {
        if (_locks.RemoveAll(held => ReferenceEquals(held.Owner, owner)) != 0)
        {
            Released.WakeAll();
        }
    }

    /// <summary>Takes the owner's locks off a range, splitting those that reach beyond it.</summary>
    private void Cut(in FileLock wanted)
    {
        for (int i = _locks.Count - 1; i >= 0; i--)
        {
            FileLock held = _locks[i];
            if (!ReferenceEquals(held.Owner, wanted.Owner) || held.Scope != wanted.Scope || held.Start >= wanted.End || wanted.Start >= held.End)
            {
                continue;
            }

            _locks.RemoveAt(i);
            if (held.End > wanted.End)
            {
                _locks.Add(held with { Start = wanted.End });
            }

            if (held.Start < wanted.Start)
            {
                _locks.Add(held with { End = wanted.Start });
            }
        }
    }

    /// <summary>Adds a lock, joined with the owner's neighbours of the same kind.</summary>
    private void Insert(FileLock wanted)
    {
        for (int i = _locks.Count - 1; i >= 0; i--)
        {
            FileLock held = _locks[i];
            bool isNeighbour = ReferenceEquals(held.Owner, wanted.Owner) && held.Scope == wanted.Scope && held.Kind == wanted.Kind
                && (held.End == wanted.Start || held.Start == wanted.End);
            if (isNeighbour)
            {
                wanted = wanted with { Start = Math.Min(held.Start, wanted.Start), End = Math.Max(held.End, wanted.End) };
                _locks.RemoveAt(i);
            }
        }

        _locks.Add(wanted);
    }
}
