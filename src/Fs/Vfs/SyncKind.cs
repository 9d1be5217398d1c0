namespace Vela.Fs;

/// <summary>How much shall be safe on the disk (fsync(2)).</summary>
public enum SyncKind : byte
{
    /// <summary>The contents, and what is needed to find them: fdatasync.</summary>
    Contents,

    /// <summary>Everything: fsync.</summary>
    Everything,
}
