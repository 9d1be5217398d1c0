namespace Vela.Memory;

/// <summary>How far an operation got before it had to wait: kept in the thread, and all that is kept.</summary>
public struct Progress
{
    /// <summary>Bytes copied, or pages ensured.</summary>
    public ulong Done;
}
