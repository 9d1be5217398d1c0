using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Looks after memory as programs use it, in a kernel that checks itself (C-22, M-53).</summary>
public interface IMemoryWatch
{
    /// <summary>A program's fault was served, or refused.</summary>
    void Faulted(AddressSpace space, PageNumber page);

    /// <summary>A process has left its memory.</summary>
    void Ended();
}
