using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vela.Build.Bench.Curves;

/// <summary>A curve's figures as Markdown: a line for each operation on each system, a column for each size.</summary>
public static class CurveText
{
    public static IEnumerable<string> Table(Curve curve, IReadOnlyList<Measurement> linux, IReadOnlyList<Measurement> vela)
    {
        IReadOnlyList<long> sizes = curve.Sizes([.. linux, .. vela]);
        yield return $"| {curve.Axis} | | {string.Join(" | ", sizes.Select(Size))} |";
        yield return $"|---|---|{string.Concat(Enumerable.Repeat("--:|", sizes.Count))}";
        foreach (CurvePart part in curve.Parts)
        {
            yield return Line(part.Operation, "Vela", vela, part);
            if (sizes.Any(size => curve.Cost(linux, part, size) is not null))
            {
                yield return Line("", "Linux", linux, part);
            }
        }

        string Line(string operation, string system, IReadOnlyList<Measurement> measurements, CurvePart part) =>
            $"| {operation} | {system} | {string.Join(" | ", sizes.Select(size => Cost(curve.Cost(measurements, part, size))))} |";
    }

    /// <summary>A size as the axis and the table show it.</summary>
    public static string Size(long size) => size.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Cost(double? cost) => cost switch
    {
        null => "–",
        < 100 => cost.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => cost.Value.ToString("#,0", CultureInfo.InvariantCulture),
    };
}
