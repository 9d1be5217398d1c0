using System.Collections.Generic;
using Vela.Capabilities;

namespace Vela.Memory;

/// <summary>Whoever keeps programs' bytes in the kernel's own memory, and charges quotas for them: in frames that are no pages of any object.</summary>
public interface IBufferedFrames
{
    /// <summary>Adds what each quota pays, counted now: for the <see cref="Sweeper"/>.</summary>
    void AddTo(Dictionary<Quota, ulong> paid);
}
