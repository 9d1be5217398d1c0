namespace Vela.Processes;

/// <summary>A process group as a terminal sees it: something with a number that signals can be sent to.</summary>
public interface ISignalGroup
{
    /// <summary>The number of the process that began it.</summary>
    int Id { get; }

    /// <summary>Sends a signal to each process of the group, as the kernel.</summary>
    void Send(Signal signal);
}
