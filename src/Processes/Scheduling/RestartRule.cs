namespace Vela.Processes;

/// <summary>What becomes of a call that a signal has interrupted (signal(7)).</summary>
public enum RestartRule : byte
{
    /// <summary>It fails with EINTR once a handler has run, and goes on if none does.</summary>
    UnlessHandled,

    /// <summary>It is made again, also after a handler that was installed with SA_RESTART.</summary>
    Always,
}
