using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Vela.Build.Bench;

/// <summary>A comparison as other programs read it: one JSON object, and one line of the history.</summary>
public static class BenchRecord
{
    private static readonly JsonSerializerOptions _oneLine = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly JsonSerializerOptions _indented = new(_oneLine) { WriteIndented = true };

    public static string Indented(Comparison comparison, Clocking clocking, IReadOnlyDictionary<string, string> versions, DateTimeOffset when) =>
        JsonSerializer.Serialize(Content(comparison, clocking, versions, when), _indented);

    public static string OneLine(Comparison comparison, Clocking clocking, IReadOnlyDictionary<string, string> versions, DateTimeOffset when) =>
        JsonSerializer.Serialize(Content(comparison, clocking, versions, when), _oneLine);

    private static object Content(Comparison comparison, Clocking clocking, IReadOnlyDictionary<string, string> versions, DateTimeOffset when) => new
    {
        When = when.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        Unit = clocking == Clocking.Instructions ? "instructions" : "nanoseconds",
        Versions = versions,
        Means = RowGroups.Names.ToDictionary(name => name, name => Rounded(comparison.Mean(name))),
        Mean = Rounded(comparison.Mean()),
        Rows = comparison.Rows.Select(row => new
        {
            row.Row,
            Linux = row.Linux.Cost,
            Vela = row.Vela.Cost,
            row.Vela.Failure,
            Ratio = Rounded(row.Ratio),
            LinuxSpread = Rounded(row.LinuxSpread),
            VelaSpread = Rounded(row.VelaSpread),
        }),
    };

    private static double? Rounded(double? value) => value is null ? null : Math.Round(value.Value, 4);
}
