namespace Vela.Fs;

/// <summary>How far a file operation got before it had to wait: kept in the thread, and all that is kept.</summary>
public struct FileProgress
{
    /// <summary>Bytes moved.</summary>
    public ulong Done;

    /// <summary>What the operation waits to be reached, plus one: a commit's number. 0: nothing yet.</summary>
    public ulong Target;
}
