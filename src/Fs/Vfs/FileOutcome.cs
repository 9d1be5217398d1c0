using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>What a <c>Try…</c> operation on files comes back with. Nothing is held while the caller waits (M-45 to M-51, C-32).</summary>
public readonly struct FileOutcome
{
    private readonly ulong _page;

    private FileOutcome(FileVerdict verdict, Errno error, uint source, ulong page, FileEvent? happening)
    {
        Verdict = verdict;
        Error = error;
        Object = source;
        _page = page;
        Event = happening;
    }

    public static FileOutcome Done => default;

    public FileEvent? Event { get; }

    /// <summary>The number of the object waited for: <see cref="VirtualMemory.ObjectAt"/>.</summary>
    public uint Object { get; }

    public FileVerdict Verdict { get; }

    public Errno Error { get; }

    public PageNumber Page => new(_page);

    public bool IsDone => Verdict == FileVerdict.Done;

    /// <summary>Whether the caller shall wait and start again.</summary>
    public bool IsWaiting => Verdict >= FileVerdict.NeedsIo;

    /// <summary>Failed with an error; done when there is none.</summary>
    public static implicit operator FileOutcome(Errno error) =>
        new(error == Errno.None ? FileVerdict.Done : FileVerdict.Failed, error, 0, 0, null);

    public static FileOutcome Blocks(FileEvent happening) => new(FileVerdict.WouldBlock, Errno.None, 0, 0, happening);

    /// <summary>What getting at a page of a file's cache means for the operation.</summary>
    public static FileOutcome FromCache(in FaultOutcome outcome) => outcome.Verdict switch
    {
        FaultVerdict.Continue => Done,
        FaultVerdict.NeedsIo => new FileOutcome(FileVerdict.NeedsIo, Errno.None, outcome.Object, outcome.Page.Value, null),
        FaultVerdict.PagerFailed => outcome.Error,
        FaultVerdict.OutOfMemory => Errno.NoMemory,
        _ => Errno.InputOutput,
    };

    /// <summary>What getting at a program's memory means for the operation: it waits, or the program gave a bad address.</summary>
    public static FileOutcome FromProgram(in FaultOutcome outcome) => outcome.Verdict switch
    {
        FaultVerdict.Continue or FaultVerdict.NeedsIo or FaultVerdict.OutOfMemory => FromCache(outcome),
        FaultVerdict.PagerFailed when outcome.Error == Errno.NoMemory => Errno.NoMemory,
        _ => Errno.BadAddress,
    };
}
