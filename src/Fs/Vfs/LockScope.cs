namespace Vela.Fs;

/// <summary>Which family of locks one belongs to; locks of different families do not see each other.</summary>
public enum LockScope : byte
{
    /// <summary>A range of bytes: fcntl(2).</summary>
    Record,

    /// <summary>The whole file: flock(2).</summary>
    File,
}
