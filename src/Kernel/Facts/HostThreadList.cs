using System.Collections.Generic;
using Vela.Boot;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The runtime's threads, from the host's table.</summary>
internal sealed class HostThreadList : IRuntimeThreads
{
    public IReadOnlyList<RuntimeThread> Collect()
    {
        List<RuntimeThread> threads = [];
        for (int slot = 0; HostThreadFacts.TryRead(slot, out HostThreadFacts facts); slot++)
        {
            if (facts.Id != 0)
            {
                threads.Add(new RuntimeThread(facts.Id, facts.Name, facts.State, Executive.Time(facts.Nanoseconds), facts.StackBytes));
            }
        }

        return threads;
    }
}
