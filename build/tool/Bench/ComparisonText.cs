using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vela.Build.Bench;

/// <summary>A comparison as Markdown, which is what the terminal gets too.</summary>
public static class ComparisonText
{
    /// <summary>Every row, in the order of the groups.</summary>
    public static IEnumerable<string> Table(Comparison comparison, bool spreads = false)
    {
        yield return spreads ? "| row | Linux | ± | Vela | ± | ratio |" : "| row | Linux | Vela | ratio |";
        yield return spreads ? "|---|--:|--:|--:|--:|--:|" : "|---|--:|--:|--:|";
        foreach (string group in RowGroups.Names.Prepend(RowGroups.Calibration))
        {
            ComparedRow[] rows = [.. comparison.Rows.Where(row => RowGroups.Of(row.Row) == group)];
            if (rows.Length == 0)
            {
                continue;
            }

            string gap = spreads ? " | | | |" : " | |";
            yield return $"| **{group}** |{gap} {Bold(comparison.Mean(group))} |";
            foreach (ComparedRow row in rows)
            {
                yield return spreads
                    ? $"| `{row.Row}` | {Cost(row.Linux)} | {Share(row.LinuxSpread)} | {Cost(row.Vela)} | {Share(row.VelaSpread)} | {Ratio(row.Ratio)} |"
                    : $"| `{row.Row}` | {Cost(row.Linux)} | {Cost(row.Vela)} | {Ratio(row.Ratio)} |";
            }
        }
    }

    /// <summary>A line for each group, and one for all.</summary>
    public static IEnumerable<string> Summary(Comparison comparison)
    {
        yield return "| geometric mean of | rows | Vela : Linux |";
        yield return "|---|--:|--:|";
        foreach (string group in RowGroups.Names)
        {
            int count = comparison.Rows.Count(row => RowGroups.Of(row.Row) == group);
            yield return $"| {group} | {count} | {Ratio(comparison.Mean(group))} |";
        }

        ComparedRow[] counted = [.. comparison.Rows.Where(row => RowGroups.Of(row.Row) != RowGroups.Calibration)];
        yield return $"| all | {counted.Length} | {Bold(comparison.Mean())} |";
        yield return $"| rows above Linux | {counted.Count(row => row.Ratio > 1)} | |";
        yield return $"| rows that cannot run | {counted.Count(row => row.Vela.Cost is null)} | |";
    }

    private static string Bold(double? ratio) => ratio is null ? "" : $"**{Ratio(ratio)}**";

    private static string Ratio(double? ratio) => ratio switch
    {
        null => "",
        < 0.01 => ratio.Value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => ratio.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Share(double share) => $"{(share * 100).ToString("0", CultureInfo.InvariantCulture)} %";

    private static string Cost(Measurement measurement) => measurement.Cost switch
    {
        null => measurement.Failure ?? "",
        < 100 => measurement.Cost.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => measurement.Cost.Value.ToString("#,0", CultureInfo.InvariantCulture),
    };
}
