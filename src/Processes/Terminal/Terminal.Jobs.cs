namespace Vela.Processes;

/// <remarks>Who may use it: job control (credentials(7), termios(3) "TOSTOP"). To be asked for callers whose controlling terminal it is.</remarks>
public sealed partial class Terminal
{
    /// <summary>Whether a member of a group may read: from the background it is stopped (SIGTTIN), or fails when that is no use.</summary>
    public JobVerdict MayRead(ISignalGroup caller, JobStanding standing)
    {
        if (IsForeground(caller))
        {
            return JobVerdict.Allowed;
        }

        return standing == JobStanding.None ? StopGroup(caller, Signal.TerminalInput) : JobVerdict.Failed;
    }

    /// <summary>Whether it may write: from the background only where nothing forbids it (TOSTOP).</summary>
    public JobVerdict MayWrite(ISignalGroup caller, JobStanding standing) =>
        _settings.Has(LocalModes.StopBackgroundOutput) ? MayChange(caller, standing) : JobVerdict.Allowed;

    /// <summary>Whether it may change settings, the window, the foreground group: from the background it is stopped (SIGTTOU), unless it refuses to be.</summary>
    public JobVerdict MayChange(ISignalGroup caller, JobStanding standing)
    {
        if (IsForeground(caller) || (standing & JobStanding.RefusesSignal) != 0)
        {
            return JobVerdict.Allowed;
        }

        return standing == JobStanding.None ? StopGroup(caller, Signal.TerminalOutput) : JobVerdict.Failed;
    }

    private static JobVerdict StopGroup(ISignalGroup group, Signal signal)
    {
        group.Send(signal);
        return JobVerdict.Stopped;
    }

    private bool IsForeground(ISignalGroup caller) => Foreground is null || Foreground.Id == caller.Id;
}
