using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A set of open files of which those that are ready can be asked for (epoll(7)).</summary>
/// <remarks>
/// Owns: its entries, and a queue of those for which something has happened since they were last found not ready.
/// Does not own: the files; one that is closed leaves the set.
/// Invariants: an entry that is ready and not disabled is in the queue, unless it is edge-triggered and was told; what is in the queue may have
/// ceased to be ready, which is found out when it is looked at. Each event that happens costs one step, each wait what it tells.
/// Sets may be in sets, <see cref="MostNesting"/> deep and not in a circle.
/// </remarks>
public sealed partial class PollSet : Inode
{
    /// <summary>How many sets may stand in each other, the outermost and the innermost included.</summary>
    public const int MostNesting = 5;

    /// <summary>How many entries one may have (ENOSPC).</summary>
    public const int MostEntries = 1 << 18;

    private readonly AnonymousFileSystem _owner;
    private readonly FileEvent _changed = new();
    private PollEntry? _entries;
    private PollEntry? _firstQueued;
    private PollEntry? _lastQueued;

    public PollSet(AnonymousFileSystem owner)
        : base(owner, owner.NextNumber(), InodeKind.None, InodeTimes.Fixed)
    {
        _owner = owner;
        Permissions = AnonymousFileSystem.OwnerReadsAndWrites;
    }

    public int Count { get; private set; }

    /// <summary>Adds a file (EPOLL_CTL_ADD). Exists, NotPermitted for what cannot be waited for, TooManySymbolicLinks (ELOOP) when sets would stand too deep.</summary>
    /// <param name="file">To be watched until it is closed or removed.</param>
    /// <param name="descriptor">The number it was named by.</param>
    /// <param name="interest">What to tell of; errors and hang-ups always are.</param>
    /// <param name="mode">How often.</param>
    /// <param name="cookie">Given back with it.</param>
    public Errno Add(OpenFile file, int descriptor, PollEvents interest, PollEntryMode mode, ulong cookie)
    {
        if (file.Inode == this)
        {
            return Errno.Invalid;
        }

        _ = file.Poll(out FileEvent? changes);
        if (changes is null)
        {
            return Errno.NotPermitted;
        }

        if (Find(file, descriptor) is not null)
        {
            return Errno.Exists;
        }

        if (Count >= MostEntries)
        {
            return Errno.NoSpace;
        }

        if (file.Inode is PollSet inner)
        {
            Errno refused = Nest(inner);
            if (refused != Errno.None)
            {
                return refused;
            }
        }

        PollEntry entry = new(this, file, descriptor) { Interest = interest, Mode = mode, Cookie = cookie, NextEntry = _entries };
        if (_entries is not null)
        {
            _entries.PreviousEntry = entry;
        }

        _entries = entry;
        Count++;
        file.Add(entry);
        entry.StartWaiting(changes);
        LookAt(entry);
        return Errno.None;
    }

    /// <summary>Changes what is asked of an entry, and arms a one-shot again (EPOLL_CTL_MOD). NoEntry when it is not there.</summary>
    public Errno Modify(OpenFile file, int descriptor, PollEvents interest, PollEntryMode mode, ulong cookie)
    {
        if (Find(file, descriptor) is not { } entry)
        {
            return Errno.NoEntry;
        }

        (entry.Interest, entry.Mode, entry.Cookie, entry.IsDisabled) = (interest, mode, cookie, false);
        LookAt(entry);
        return Errno.None;
    }

    /// <summary>Takes an entry out (EPOLL_CTL_DEL). NoEntry when it is not there.</summary>
    public Errno Remove(OpenFile file, int descriptor)
    {
        if (Find(file, descriptor) is not { } entry)
        {
            return Errno.NoEntry;
        }

        Forget(entry, WatchState.Watching);
        return Errno.None;
    }

    /// <summary>Tells what is ready, as far as there is room; when nothing is, what to wait for (epoll_wait(2)).</summary>
    [NoAllocation]
    public FileOutcome TryWait(Span<PollResult> into, out int count)
    {
        count = 0;
        PollEntry? last = _lastQueued;
        bool isLast = last is null;
        while (!isLast && count < into.Length)
        {
            PollEntry entry = _firstQueued!;
            isLast = entry == last;
            Unqueue(entry);
            PollEvents ready = entry.Ready();
            if (ready == PollEvents.None)
            {
                continue;
            }

            into[count++] = new PollResult(ready, entry.Cookie);
            entry.IsDisabled = (entry.Mode & PollEntryMode.OneShot) != 0;
            if ((entry.Mode & (PollEntryMode.OneShot | PollEntryMode.EdgeTriggered)) == 0)
            {
                Queue(entry); // behind those that have not had their turn
            }
        }

        return count != 0 ? FileOutcome.Done : FileOutcome.Blocks(_changed);
    }

    /// <summary>A set is readable while it would tell something.</summary>
    [NoAllocation]
    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = _changed;
        while (_firstQueued is { } entry)
        {
            if (entry.Ready() != PollEvents.None)
            {
                return PollEvents.Readable;
            }

            Unqueue(entry);
        }

        return PollEvents.None;
    }

    public override void Closed(OpenFile file)
    {
        while (_entries is { } entry)
        {
            Forget(entry, WatchState.Watching);
        }
    }

    /// <summary>Something happened to a file.</summary>
    [NoAllocation]
    internal void Happened(PollEntry entry)
    {
        if (!entry.IsDisabled && !entry.IsQueued)
        {
            Queue(entry);
        }

        if (!entry.IsDisabled)
        {
            _changed.WakeAll();
        }
    }

    internal void Forget(PollEntry entry, WatchState watch)
    {
        entry.StopWaiting();
        if (watch == WatchState.Watching)
        {
            entry.File.Remove(entry);
        }

        if (entry.IsQueued)
        {
            Unqueue(entry);
        }

        if (entry.PreviousEntry is { } before)
        {
            before.NextEntry = entry.NextEntry;
        }
        else
        {
            _entries = entry.NextEntry;
        }

        if (entry.NextEntry is { } after)
        {
            after.PreviousEntry = entry.PreviousEntry;
        }

        Count--;
        if (entry.File.Inode is PollSet inner)
        {
            Unnest(inner);
        }
    }

    /// <summary>Queues an entry that is ready now, whatever happened before.</summary>
    private void LookAt(PollEntry entry)
    {
        if (entry.Ready() != PollEvents.None)
        {
            Happened(entry);
        }
    }

    private PollEntry? Find(OpenFile file, int descriptor)
    {
        for (FileWatch? watch = file.FirstWatch; watch is not null; watch = watch.Next)
        {
            if (watch is PollEntry entry && entry.Owner == this && entry.Descriptor == descriptor)
            {
                return entry;
            }
        }

        return null;
    }

    private void Queue(PollEntry entry)
    {
        entry.IsQueued = true;
        entry.PreviousQueued = _lastQueued;
        if (_lastQueued is not null)
        {
            _lastQueued.NextQueued = entry;
        }
        else
        {
            _firstQueued = entry;
        }

        _lastQueued = entry;
    }

    private void Unqueue(PollEntry entry)
    {
        if (entry.PreviousQueued is { } before)
        {
            before.NextQueued = entry.NextQueued;
        }
        else
        {
            _firstQueued = entry.NextQueued;
        }

        if (entry.NextQueued is { } after)
        {
            after.PreviousQueued = entry.PreviousQueued;
        }
        else
        {
            _lastQueued = entry.PreviousQueued;
        }

        (entry.IsQueued, entry.NextQueued, entry.PreviousQueued) = (false, null, null);
    }
}
