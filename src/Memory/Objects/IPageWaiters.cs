using Vela.Primitives;

namespace Vela.Memory;

/// <summary>Who parks threads on the page a fault named (<see cref="FaultVerdict.NeedsIo"/>), and starts them again.</summary>
public interface IPageWaiters
{
    /// <summary>The page was supplied, failed or taken away: whoever waits for it tries again.</summary>
    void Wake(VmObject source, PageNumber page);
}
