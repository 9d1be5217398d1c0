namespace Vela.Fs;

/// <summary>Somebody who must let go of an open file when it is closed, and does not keep it open: an entry of a poll set (epoll(7)).</summary>
public abstract class FileWatch
{
    /// <summary>The next of the same file.</summary>
    public FileWatch? Next { get; internal set; }

    internal FileWatch? Previous { get; set; }

    /// <summary>The file is about to close; the watch is in its list no more.</summary>
    protected internal abstract void Closing();
}
