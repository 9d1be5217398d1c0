namespace Vela.Fs;

/// <summary>What a lock on a file allows others.</summary>
public enum LockKind : byte
{
    None,

    /// <summary>Others may have shared locks too.</summary>
    Shared,
    Exclusive,
}
