using System;
using System.Buffers.Text;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>/proc/self and /proc/thread-self: to each who asks, its own directory.</summary>
public sealed class SelfLink : Inode
{
    private readonly Scheduler? _threads;

    private SelfLink(ProcFileSystem owner, Scheduler? threads)
        : base(owner, owner.NextNumber(), InodeKind.SymbolicLink, InodeTimes.Fixed)
    {
        _threads = threads;
        Permissions = 0x1ff; // 0777
    }

    /// <summary>Adds both, and the processes, to /proc.</summary>
    public static void Register(ProcFileSystem proc, Container all)
    {
        Panic.When(proc.Register("self", new SelfLink(proc, null)) != Errno.None, "/proc/self is there twice");
        Panic.When(proc.Register("thread-self", new SelfLink(proc, all.Scheduler)) != Errno.None, "/proc/thread-self is there twice");
        proc.Register(new ProcessesDirectory(proc, all));
    }

    /// <returns>NoEntry for who is no process.</returns>
    public override FileOutcome TryReadLink(PathContext asker, Span<byte> into, out int length)
    {
        length = 0;
        if (asker.Owner == 0)
        {
            return Errno.NoEntry;
        }

        Span<byte> text = stackalloc byte[32];
        _ = Utf8Formatter.TryFormat(asker.Owner, text, out int written); // 10 digits
        if (_threads?.Running is { } thread)
        {
            "/task/"u8.CopyTo(text[written..]);
            _ = Utf8Formatter.TryFormat(thread.ThreadId, text[(written + 6)..], out int digits); // 10 more
            written += 6 + digits;
        }

        length = Math.Min(written, into.Length);
        text[..length].CopyTo(into);
        return FileOutcome.Done;
    }
}
