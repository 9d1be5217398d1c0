namespace Vela.Fs;

/// <summary>What times of a file are set to (utimensat(2)).</summary>
public enum TimeChange : byte
{
    /// <summary>Some moment.</summary>
    ToGiven,

    /// <summary>The moment of the call.</summary>
    ToNow,
}
