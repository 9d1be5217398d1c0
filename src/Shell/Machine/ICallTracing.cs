using Vela.Processes;

namespace Vela.Shell;

/// <summary>The authority to watch the system calls of programs.</summary>
public interface ICallTracing
{
    /// <summary>Begins to note the calls of a process and of the processes it makes from now on.</summary>
    void Begin(Process process);

    /// <summary>Ends it.</summary>
    void End(Process process);

    /// <summary>The next call that was noted; false when there is none yet.</summary>
    bool TryTake(out string line);
}
