using Vela.Primitives;

namespace Vela.Memory;

/// <summary>A verdict, with what it waits for. 16 bytes, so that it comes back in two registers.</summary>
public readonly struct FaultOutcome
{
    private FaultOutcome(FaultVerdict verdict, Errno error, uint source, ulong page)
    {
        Verdict = verdict;
        _error = (byte)error;
        Object = source;
        _page = page;
    }

    private readonly ulong _page;

    /// <summary>The number of the object waited for: <see cref="VirtualMemory.ObjectAt"/>.</summary>
    public uint Object { get; }

    private readonly byte _error;

    public FaultVerdict Verdict { get; }

    /// <summary>The page of that object, by offset.</summary>
    public PageNumber Page => new(_page);

    public Errno Error => (Errno)_error;

    public bool IsContinue => Verdict == FaultVerdict.Continue;

    public static implicit operator FaultOutcome(FaultVerdict verdict) => new(verdict, Errno.None, 0, 0);

    internal static FaultOutcome Waits(VmObject source, ulong page) => new(FaultVerdict.NeedsIo, Errno.None, source.Index, page);

    internal static FaultOutcome Fails(Errno error) => new(FaultVerdict.PagerFailed, error, 0, 0);
}
