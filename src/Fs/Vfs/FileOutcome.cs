using System.Runtime.CompilerServices;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>What a <c>Try…</c> operation on files comes back with. Nothing is held while the caller waits (M-45 to M-51, C-32).</summary>
/// <remarks>
/// Two words, so that it lives in the two registers it comes back in: an event, and
/// <code>
/// 63       28 27        2 1       0
/// [   page   |  object   | verdict ]   when a page is waited for
/// [        error         | verdict ]   when it failed
/// </code>
/// </remarks>
public readonly struct FileOutcome
{
    private const int VerdictBits = 2;
    private const int ObjectBits = 26;
    private const int PageShift = VerdictBits + ObjectBits;

    private readonly ulong _word;

    private FileOutcome(ulong word, FileEvent? happening)
    {
        _word = word;
        Event = happening;
    }

    public static FileOutcome Done => default;

    public FileEvent? Event { get; }

    /// <summary>The number of the object waited for: <see cref="VirtualMemory.ObjectAt"/>.</summary>
    public uint Object => unchecked((uint)(_word >> VerdictBits)) & ((1u << ObjectBits) - 1); // its low bits

    public FileVerdict Verdict => unchecked((FileVerdict)(_word & ((1 << VerdictBits) - 1))); // two bits

    public Errno Error => Verdict == FileVerdict.Failed ? (Errno)unchecked((int)(_word >> VerdictBits)) : Errno.None; // an error was put there

    public PageNumber Page => new(_word >> PageShift);

    public bool IsDone => _word == 0;

    /// <summary>Whether the caller shall wait and start again.</summary>
    public bool IsWaiting => Verdict >= FileVerdict.NeedsIo;

    /// <summary>Failed with an error; done when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator FileOutcome(Errno error) =>
        error == Errno.None ? default : new(((ulong)unchecked((uint)error) << VerdictBits) | (ulong)FileVerdict.Failed, null); // errors are positive

    public static FileOutcome Blocks(FileEvent happening) => new((ulong)FileVerdict.WouldBlock, happening);

    /// <summary>Waits until the pages that were cut off an object are gone.</summary>
    public static FileOutcome AwaitsCut(VmObject cut) => Waits(cut.Index, 0);

    /// <summary>What getting at a page of a file's cache means for the operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FileOutcome FromCache(FaultOutcome outcome) => outcome.IsContinue ? Done : FromCacheFault(outcome);

    private static FileOutcome FromCacheFault(FaultOutcome outcome) => outcome.Verdict switch
    {
        FaultVerdict.NeedsIo => Waits(outcome.Object, outcome.Page.Value),
        FaultVerdict.PagerFailed => outcome.Error,
        FaultVerdict.OutOfMemory => Errno.NoMemory,
        _ => Errno.InputOutput,
    };

    /// <summary>What getting at a program's memory means for the operation: it waits, or the program gave a bad address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FileOutcome FromProgram(FaultOutcome outcome) => outcome.IsContinue ? Done : FromProgramFault(outcome);

    private static FileOutcome FromProgramFault(FaultOutcome outcome) => outcome.Verdict switch
    {
        FaultVerdict.NeedsIo or FaultVerdict.OutOfMemory => FromCacheFault(outcome),
        FaultVerdict.PagerFailed when outcome.Error == Errno.NoMemory => Errno.NoMemory,
        _ => Errno.BadAddress,
    };

    private static FileOutcome Waits(uint source, ulong page)
    {
        Panic.When(source >> ObjectBits != 0 || page >> (64 - PageShift) != 0, "more objects or pages than an outcome can name");
        return new FileOutcome((page << PageShift) | ((ulong)source << VerdictBits) | (ulong)FileVerdict.NeedsIo, null);
    }
}
