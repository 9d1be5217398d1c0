using Vela.Processes;

namespace Vela.Linux;

/// <summary>Whoever wants to know which system calls are made.</summary>
public interface ICallSink
{
    /// <summary>Whether a process's calls are wanted. Asked before each call while anybody traces at all.</summary>
    bool Wants(Process process);

    /// <summary>A call is done; or will never be, when its result is <see cref="TracedCall.HasResult"/> false.</summary>
    void Note(in TracedCall call);
}
