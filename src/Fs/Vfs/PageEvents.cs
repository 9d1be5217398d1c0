using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>What threads and kernel tasks wait for when an operation needs a page: an event for each group of pages.</summary>
/// <remarks>
/// Owns: the events. Pages are spread over them by number, so that there is nothing to make or to find when somebody waits. Who waits for
/// another page of the same group is woken for nothing and looks again, as every waiter does anyhow.
/// </remarks>
public sealed class PageEvents : IPageWaiters
{
    private const uint Count = 256;

    private readonly FileEvent[] _events = new FileEvent[Count];

    public PageEvents()
    {
        for (int i = 0; i < _events.Length; i++)
        {
            _events[i] = new FileEvent();
        }
    }

    /// <summary>Happens when the page came, failed, or was taken away.</summary>
    [NoAllocation]
    public FileEvent EventOf(uint source, PageNumber page) => _events[unchecked((source * 31) + (uint)page.Value) % Count]; // spreads neighbours

    /// <summary>What a file operation waits for.</summary>
    [NoAllocation]
    public FileEvent EventOf(FileOutcome outcome) => outcome.Event ?? EventOf(outcome.Object, outcome.Page);

    /// <summary>What a fault waits for.</summary>
    [NoAllocation]
    public FileEvent EventOf(FaultOutcome outcome) => EventOf(outcome.Object, outcome.Page);

    public void Wake(VmObject source, PageNumber page) => EventOf(source.Index, page).WakeAll();
}
