namespace Vela.Linux;

/// <summary>How a call brings the two times of a file.</summary>
internal enum TimesForm : byte
{
    /// <summary>struct timespec (utimensat(2)), with its two values that mean now and as it is.</summary>
    Nanoseconds,

    /// <summary>struct timeval (utimes(2)).</summary>
    Microseconds,

    /// <summary>struct utimbuf (utime(2)).</summary>
    Seconds,
}
