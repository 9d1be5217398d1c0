namespace Vela.Build.Bench;

/// <summary>What one row came to on one machine: nanoseconds per operation, which are instructions when those are counted.</summary>
/// <param name="Cost">Null when the row could not run.</param>
/// <param name="Failure">Why it could not: what it was doing and the errno, as the program says it.</param>
public sealed record Measurement(string Row, long Operations, double? Cost, string? Failure)
{
    /// <summary>A row the machine did not live to print.</summary>
    public static Measurement Missing(string row, string why) => new(row, 0, null, why);
}
