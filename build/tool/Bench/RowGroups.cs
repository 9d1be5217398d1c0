using System;
using System.Collections.Generic;
using System.Linq;

namespace Vela.Build.Bench;

/// <summary>Which rows belong together, and the mean of each group.</summary>
public static class RowGroups
{
    public const string Calibration = "calibration";

    public static IReadOnlyList<string> Names { get; } = ["calls and signals", "faults", "mappings", "processes", "files", "synchronisation"];

    public static string Of(string row) => row switch
    {
        _ when row.StartsWith("calib_", StringComparison.Ordinal) => Calibration,
        _ when row.EndsWith("fault", StringComparison.Ordinal) || row.Contains("_fault_", StringComparison.Ordinal) => "faults",
        "zero_write_upgrade" => "faults",
        _ when row.StartsWith("pipe_", StringComparison.Ordinal) || row.StartsWith("futex_", StringComparison.Ordinal) => "synchronisation",
        _ when row.Contains("fork_", StringComparison.Ordinal) || row.StartsWith("thread_", StringComparison.Ordinal) => "processes",
        "segv_mprotect" => "calls and signals",
        _ when row.Contains("map_", StringComparison.Ordinal) || row.StartsWith("mprotect_", StringComparison.Ordinal) => "mappings",
        _ when row.StartsWith("madvise_", StringComparison.Ordinal) || row.StartsWith("brk_", StringComparison.Ordinal) => "mappings",
        _ when row.StartsWith("file_", StringComparison.Ordinal) || row is "open_close" or "stat" or "create_unlink" => "files",
        _ => "calls and signals",
    };

    /// <summary>The geometric mean; null for no values.</summary>
    public static double? Mean(IEnumerable<double> ratios)
    {
        double[] logarithms = [.. ratios.Select(ratio => Math.Log(ratio))];
        return logarithms.Length == 0 ? null : Math.Exp(logarithms.Average());
    }
}
