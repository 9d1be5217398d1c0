namespace Vela.Fs;

/// <summary>What a seek counts from (lseek(2)).</summary>
public enum SeekOrigin : byte
{
    Start,
    Current,
    End,

    /// <summary>The next byte at or after the offset that is not in a hole.</summary>
    Contents,

    /// <summary>The next hole at or after the offset; the end counts as one.</summary>
    Hole,
}
