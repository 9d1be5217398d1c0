using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>Signals to any process of a container, or to a group of them: a negative number (kill(2)).</summary>
public sealed class ProcessSignals(Container container) : IProcessSignals
{
    public Errno Signal(int process, int signal)
    {
        if (signal is < 0 or > (int)Processes.Signal.Last)
        {
            return Errno.Invalid;
        }

        SignalInfo info = new() { Signal = (Signal)signal, Code = SignalCode.User };
        if (process < -1)
        {
            return container.FindGroup(-process) is { } group ? group.Send(in info) : Errno.NoProcess;
        }

        return container.Find(process) is { } found ? found.Send(in info) : Errno.NoProcess;
    }
}
