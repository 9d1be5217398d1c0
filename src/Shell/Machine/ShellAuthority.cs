using Vela.Hal;

namespace Vela.Shell;

/// <summary>Everything a shell may do is what it is handed here; there is no second way.</summary>
/// <remarks>What is null is withheld: the builtins that would need it say so, with status 126. A second shell can be started with less.</remarks>
public sealed record ShellAuthority(IExecutive Executive, IShellClock Clock)
{
    public IShellConsole? Console { get; init; }

    public IMemoryCounters? Memory { get; init; }

    public ICollector? Collector { get; init; }

    public IKernelLog? Log { get; init; }

    public IProcessor? Processor { get; init; }

    public IRuntimeThreads? Threads { get; init; }

    public IPower? Power { get; init; }

    public IBootOptions? BootOptions { get; init; }

    public IShellFiles? Files { get; init; }

    public IPrograms? Programs { get; init; }

    /// <summary>The processes of a container: their memory and everything about them.</summary>
    public Processes.Container? Processes { get; init; }

    /// <summary>The container that all are in: what is to be seen of the whole machine's memory and of everybody's capabilities.</summary>
    public Processes.Container? Machine { get; init; }

    public ICallTracing? Tracing { get; init; }

    public IDeviceFacts? Devices { get; init; }

    public IProcessSignals? ProcessSignals { get; init; }
}
