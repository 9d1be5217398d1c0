using System;
using Vela.Memory;

namespace Vela.Processes;

/// <summary>What the room has to say to people.</summary>
public interface IProcessLog
{
    /// <summary>A signal that nobody handles ends a process: the report that takes the place of a core file.</summary>
    void Ended(Thread thread, in SignalInfo info);

    /// <summary>The kernel's own code failed in a call that the thread made; the process ends.</summary>
    void Broke(Thread thread, Exception exception);

    /// <summary>A fault was refused; OutOfMemory ends the process.</summary>
    void Refused(Thread thread, FaultVerdict verdict, ulong address);
}
