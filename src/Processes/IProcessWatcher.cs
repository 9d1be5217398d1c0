using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Whoever started a process and is no process itself: the kernel's shell.</summary>
public interface IProcessWatcher
{
    /// <summary>Its first program is loaded, or cannot be; then it ends.</summary>
    void Started(Process process, Errno error);

    /// <summary>It stopped, went on, or ended; the watcher reaps a zombie (<see cref="Container.Reap"/>).</summary>
    void Changed(Process process);
}
