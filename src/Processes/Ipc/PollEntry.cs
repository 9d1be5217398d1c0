using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>An open file in a <see cref="PollSet"/>.</summary>
/// <remarks>
/// Owns: its waiter, which always stands in the file's event. Does not own: the file, which it does not keep open.
/// States: idle ↔ queued (something may be ready) ; disabled (a one-shot that was told) is never queued.
/// </remarks>
internal sealed class PollEntry : FileWatch
{
    private readonly Waiter _waiter;

    public PollEntry(PollSet owner, OpenFile file, int descriptor)
    {
        Owner = owner;
        File = file;
        Descriptor = descriptor;
        _waiter = new Waiter(this);
    }

    public PollSet Owner { get; }

    public OpenFile File { get; }

    /// <summary>The descriptor it was added by: the same file may be there under several.</summary>
    public int Descriptor { get; }

    public PollEvents Interest
    {
        get;
        set
        {
            field = value;
            _waiter.Interest = value;
        }
    }

    public PollEntryMode Mode { get; set; }

    public ulong Cookie { get; set; }

    public bool IsDisabled { get; set; }

    /// <summary>Links of the set's queue.</summary>
    public bool IsQueued { get; set; }

    public PollEntry? NextQueued { get; set; }

    public PollEntry? PreviousQueued { get; set; }

    /// <summary>Links of all entries of the set.</summary>
    public PollEntry? NextEntry { get; set; }

    public PollEntry? PreviousEntry { get; set; }

    /// <summary>What it is ready for, of what is asked.</summary>
    [NoAllocation]
    public PollEvents Ready() => File.Poll(out _) & (Interest | PollEvents.Always);

    public void StartWaiting(FileEvent changes)
    {
        _waiter.Event = changes;
        changes.Add(_waiter);
    }

    public void StopWaiting() => _waiter.Event!.Remove(_waiter);

    protected override void Closing() => Owner.Forget(this, WatchState.Told);

    private sealed class Waiter(PollEntry entry) : FileWaiter
    {
        public FileEvent? Event { get; set; }

        protected override void Wake()
        {
            Event!.Add(this);
            entry.Owner.Happened(entry);
        }
    }
}
