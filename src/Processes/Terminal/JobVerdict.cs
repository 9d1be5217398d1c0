namespace Vela.Processes;

/// <summary>Whether a caller may use its controlling terminal now.</summary>
public enum JobVerdict
{
    Allowed,

    /// <summary>Its group was sent a signal that stops it: the call starts again afterwards (ERESTARTSYS).</summary>
    Stopped,

    /// <summary>InputOutput (EIO).</summary>
    Failed,
}
