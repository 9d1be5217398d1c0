namespace Vela.Processes;

/// <summary>What a signal does to a process that has not said otherwise (signal(7)).</summary>
public enum SignalEffect
{
    Nothing,
    End,

    /// <summary>End, with a report in the log in place of a core file.</summary>
    Dump,
    Stop,
    Continue,
}
