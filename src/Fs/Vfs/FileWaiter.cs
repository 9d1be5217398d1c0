namespace Vela.Fs;

/// <summary>Somebody who waits for a <see cref="FileEvent"/>: a thread has one. In one event's list at most.</summary>
public abstract class FileWaiter
{
    internal FileEvent? Place { get; set; }

    internal FileWaiter? Next { get; set; }

    internal FileWaiter? Previous { get; set; }

    public bool IsWaiting => Place is not null;

    /// <summary>What it waits for, where an event has several causes; Error, HungUp and Invalid always wake.</summary>
    public PollEvents Interest
    {
        get;
        set
        {
            PollEvents readable = (value & PollEvents.ReadableNormal) != 0 ? PollEvents.Readable : PollEvents.None;
            PollEvents writable = (value & PollEvents.WritableNormal) != 0 ? PollEvents.Writable : PollEvents.None;
            field = value | readable | writable;
        }
    } = PollEvents.All;

    /// <summary>It is time to look again. Must only note so: the caller is in the middle of its own work.</summary>
    protected internal abstract void Wake();

    /// <summary>Ends the wait, if there is one.</summary>
    public void Leave() => Place?.Remove(this);

    internal void Forget()
    {
        Place = null;
        Next = null;
        Previous = null;
    }
}
