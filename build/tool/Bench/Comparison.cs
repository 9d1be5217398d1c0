using System.Collections.Generic;
using System.Linq;

namespace Vela.Build.Bench;

/// <summary>Rows on Linux and on Vela, side by side.</summary>
public sealed class Comparison(IReadOnlyList<ComparedRow> rows)
{
    public IReadOnlyList<ComparedRow> Rows => rows;

    /// <summary>Rows in Linux's order; each from the middle of its runs.</summary>
    public static Comparison Of(IReadOnlyList<IReadOnlyList<Measurement>> linux, IReadOnlyList<IReadOnlyList<Measurement>> vela) => new(
        [.. linux[0].Select(row => row.Row).Union(vela[0].Select(row => row.Row)).Select(row =>
        {
            (Measurement onLinux, double linuxSpread) = Middle(row, linux);
            (Measurement onVela, double velaSpread) = Middle(row, vela);
            return new ComparedRow(row, onLinux, onVela, linuxSpread, velaSpread);
        })]);

    /// <summary>The geometric mean over a group's rows; calibration counts in no other.</summary>
    public double? Mean(string? group = null) => RowGroups.Mean(rows
        .Where(row => RowGroups.Of(row.Row) is string found && found != RowGroups.Calibration && (group is null || found == group))
        .Select(row => row.Ratio)
        .OfType<double>());

    /// <summary>A row that failed in one run has failed.</summary>
    private static (Measurement Middle, double Spread) Middle(string row, IReadOnlyList<IReadOnlyList<Measurement>> runs)
    {
        Measurement[] found = [.. runs.Select(run => run.FirstOrDefault(measurement => measurement.Row == row) ?? Measurement.Missing(row, "not run"))];
        if (found.FirstOrDefault(measurement => measurement.Cost is null) is Measurement failed)
        {
            return (failed, 0);
        }

        Measurement[] sorted = [.. found.OrderBy(measurement => measurement.Cost)];
        Measurement middle = sorted[sorted.Length / 2];
        double spread = middle.Cost is > 0 ? (sorted[^1].Cost!.Value - sorted[0].Cost!.Value) / middle.Cost.Value : 0;
        return (middle, spread);
    }
}
