using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>What ended processes leave behind and that takes more than one step to give back.</summary>
/// <remarks>Owns: address spaces and capability spaces that nobody uses any more. The executive calls <see cref="Work"/> while <see cref="HasWork"/>.</remarks>
public sealed class Reaper(VirtualMemory memory)
{
    private readonly Queue<AddressSpace> _spaces = new();
    private readonly Queue<CapabilitySpace> _capabilities = new();

    public bool HasWork => _spaces.Count != 0 || _capabilities.Count != 0;

    /// <summary>One bounded step.</summary>
    public void Work()
    {
        if (_spaces.TryPeek(out AddressSpace? space))
        {
            if (space.Destroy() != Errno.Again)
            {
                _ = _spaces.Dequeue();
            }
        }
        else if (_capabilities.TryPeek(out CapabilitySpace? capabilities) && capabilities.Close() == Capabilities.Progress.Done)
        {
            _ = _capabilities.Dequeue();
        }
    }

    /// <summary>A space that no thread runs in any more.</summary>
    public void Destroy(AddressSpace space)
    {
        memory.Leave(space);
        if (space.Destroy() == Errno.Again)
        {
            _spaces.Enqueue(space);
        }
    }

    public void Close(CapabilitySpace space)
    {
        if (space.Close() == Capabilities.Progress.Again)
        {
            _capabilities.Enqueue(space);
        }
    }
}
