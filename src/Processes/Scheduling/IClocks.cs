namespace Vela.Processes;

/// <summary>What time it is.</summary>
public interface IClocks
{
    /// <summary>Nanoseconds since boot. Never goes back.</summary>
    ulong Nanoseconds { get; }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    long UnixNanoseconds { get; }
}
