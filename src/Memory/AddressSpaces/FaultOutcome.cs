using Vela.Primitives;

namespace Vela.Memory;

/// <summary>A verdict, with what it waits for. Two words, so that it lives in the two registers it comes back in.</summary>
/// <remarks>
/// <code>
/// 63        32 31      16 15   8 7       0
/// [  object   |    0     | error | verdict ]   [ page ]
/// </code>
/// </remarks>
public readonly struct FaultOutcome
{
    private const int ErrorShift = 8;
    private const int ObjectShift = 32;

    private readonly ulong _word;
    private readonly ulong _page;

    private FaultOutcome(ulong word, ulong page)
    {
        _word = word;
        _page = page;
    }

    /// <summary>The number of the object waited for: <see cref="VirtualMemory.ObjectAt"/>.</summary>
    public uint Object => (uint)(_word >> ObjectShift);

    public FaultVerdict Verdict => (FaultVerdict)(_word & byte.MaxValue);

    /// <summary>The page of that object, by offset.</summary>
    public PageNumber Page => new(_page);

    public Errno Error => (Errno)(int)((_word >> ErrorShift) & byte.MaxValue);

    public bool IsContinue => _word == (ulong)FaultVerdict.Continue;

    public static implicit operator FaultOutcome(FaultVerdict verdict) => new((ulong)verdict, 0);

    internal static FaultOutcome Waits(VmObject source, ulong page) => new(((ulong)source.Index << ObjectShift) | (ulong)FaultVerdict.NeedsIo, page);

    internal static FaultOutcome Fails(Errno error) => new(((ulong)(byte)error << ErrorShift) | (ulong)FaultVerdict.PagerFailed, 0);
}
