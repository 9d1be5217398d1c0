using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>The authority to see the runtime's threads.</summary>
public interface IRuntimeThreads
{
    IReadOnlyList<RuntimeThread> Collect();
}
