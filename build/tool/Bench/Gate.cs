using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Vela.Build.Bench;

/// <summary>Stored costs of a few rows, against which each build is held.</summary>
/// <remarks>
/// Costs are counted instructions with a tenth of the usual repetitions, the cheapest of three runs: the same build gives nearly the same figures on every host. A row that
/// costs more than the tolerance allows is a failure; one that costs less is a figure to store, which only <c>build/bench --accept</c> does.
/// </remarks>
public sealed class Gate
{
    /// <summary>How much dearer a row may become, as a share of its stored cost.</summary>
    public const double Tolerance = 0.03;

    private static readonly JsonSerializerOptions _layout = new() { WriteIndented = true };

    private readonly SortedDictionary<string, double> _costs;

    private Gate(SortedDictionary<string, double> costs) => _costs = costs;

    /// <summary>The entries of the program's table that the gate runs: one or two for each path a program leans on.</summary>
    public static IReadOnlyList<string> Entries { get; } =
    [
        "null_syscall", "signal_self", "segv_mprotect", "anon_fault", "zero_read_fault", "file_priv_read_fault_64k", "file_priv_write_fault", "cow_fault",
        "mmap_munmap_4k", "mprotect_flip", "brk_grow_4k", "nmap_1000", "fork_exit_wait_small", "fork_exec_tiny_wait", "thread_create_join",
        "file_read_4k", "file_write_4k", "open_close", "stat", "create_unlink", "pipe_rw_1b", "pipe_pingpong", "futex_wake_empty", "futex_pingpong",
    ];

    public static Gate Of(IEnumerable<KeyValuePair<string, double>> costs) => new(new SortedDictionary<string, double>(costs.ToDictionary(), StringComparer.Ordinal));

    public static Gate Of(IEnumerable<Measurement> measurements) => Of(measurements
        .Where(measurement => measurement.Cost is not null)
        .Select(measurement => KeyValuePair.Create(measurement.Row, Math.Round(measurement.Cost!.Value, 1))));

    /// <summary>One measurement for each row: the cheapest, for a row is too short for a collection of the kernel's garbage to be a part of it; or the one that failed.</summary>
    public static IReadOnlyList<Measurement> Cheapest(IEnumerable<Measurement> measurements) =>
        [.. measurements.GroupBy(measurement => measurement.Row).Select(row => row.MinBy(measurement => measurement.Cost ?? double.NegativeInfinity)!)];

    /// <exception cref="BuildException">The file is not what <see cref="Write"/> wrote.</exception>
    public static Gate Read(string path)
    {
        try
        {
            return Of(JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(path)) ?? []);
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException)
        {
            throw new BuildException($"{path} cannot be read ({exception.Message}); 'build/bench --accept' writes it anew");
        }
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(_costs, _layout) + "\n");

    /// <summary>What is wrong with these measurements, a line for each row; nothing if all is well.</summary>
    public IReadOnlyList<string> Failures(IReadOnlyList<Measurement> measurements)
    {
        List<string> failures = [];
        foreach ((string row, double stored) in _costs)
        {
            Measurement? measurement = measurements.FirstOrDefault(found => found.Row == row);
            if (measurement?.Cost is not double cost)
            {
                failures.Add($"{row}: {Text(stored)} before, now it cannot run: {measurement?.Failure ?? "it printed nothing"}");
            }
            else if (cost > stored * (1 + Tolerance))
            {
                failures.Add($"{row}: {Text(stored)} before, {Text(cost)} now: {Percent(cost, stored)} more");
            }
        }

        return failures;
    }

    /// <summary>The rows that cost clearly less than is stored, or are not stored.</summary>
    public IReadOnlyList<string> Improvements(IReadOnlyList<Measurement> measurements)
    {
        List<string> improvements = [];
        foreach (Measurement measurement in measurements)
        {
            if (measurement.Cost is not double cost)
            {
                continue;
            }

            if (!_costs.TryGetValue(measurement.Row, out double stored))
            {
                improvements.Add($"{measurement.Row}: {Text(cost)}, not stored yet");
            }
            else if (cost < stored * (1 - Tolerance))
            {
                improvements.Add($"{measurement.Row}: {Text(stored)} before, {Text(cost)} now: {Percent(stored, cost)} less");
            }
        }

        return improvements;
    }

    private static string Text(double cost) => cost.ToString("#,0.0", CultureInfo.InvariantCulture);

    private static string Percent(double larger, double smaller) =>
        $"{((larger - smaller) / Math.Max(smaller, 0.1) * 100).ToString("0.0", CultureInfo.InvariantCulture)} %";
}
