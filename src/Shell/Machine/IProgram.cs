using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The authority over one running program.</summary>
public interface IProgram
{
    /// <summary>Its process id.</summary>
    int Id { get; }

    /// <summary>Waits for the next change. After <see cref="ProgramChangeKind.Exited"/> or <see cref="ProgramChangeKind.Killed"/> there is none, and the program is reaped.</summary>
    KernelTask<ProgramChange> WaitForChange();

    /// <summary>kill(2).</summary>
    Errno Signal(int signal);

    /// <summary>killpg(3): its group, as it was started.</summary>
    Errno SignalGroup(int signal);

    /// <summary>tcsetpgrp(3): gives its group the console, or takes it back.</summary>
    void Place(JobPlacement placement);
}
