using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vela.Build.Bench.Curves;

/// <summary>A curve as an SVG: both axes logarithmic, a colour for each operation, Vela's lines whole and Linux's dashed.</summary>
public sealed class CurvePicture
{
    private const int Width = 760;
    private const int Left = 70;
    private const int Right = 740;
    private const int Top = 40;
    private const int Bottom = 300;
    private const int LegendLine = 18;

    private static readonly string[] _colours = ["#1f5fa8", "#c2571a", "#2e7d4f", "#8a3a8f"];

    private readonly List<string> _lines = [];
    private readonly Curve _curve;
    private readonly IReadOnlyList<long> _sizes;
    private readonly IReadOnlyList<(int Part, string System, (long Size, double Cost)[] Points)> _series;
    private readonly int _lowest;
    private readonly int _highest;

    private CurvePicture(Curve curve, IReadOnlyList<Measurement> linux, IReadOnlyList<Measurement> vela)
    {
        _curve = curve;
        _sizes = curve.Sizes([.. linux, .. vela]);
        _series = [.. Enumerable.Range(0, curve.Parts.Count).SelectMany(part => new[] { (part, "Vela", Points(part, vela)), (part, "Linux", Points(part, linux)) })
            .Where(series => series.Item3.Length > 0)];
        double[] costs = [.. _series.SelectMany(series => series.Points).Select(point => Math.Max(point.Cost, 1))];
        _lowest = (int)Math.Floor(Math.Log10(costs.DefaultIfEmpty(1).Min()));
        _highest = Math.Max((int)Math.Ceiling(Math.Log10(costs.DefaultIfEmpty(10).Max())), _lowest + 1);
    }

    public static IReadOnlyList<string> Of(Curve curve, IReadOnlyList<Measurement> linux, IReadOnlyList<Measurement> vela) =>
        new CurvePicture(curve, linux, vela).Draw();

    private (long Size, double Cost)[] Points(int part, IReadOnlyList<Measurement> measurements) =>
        [.. _sizes.Select(size => (size, _curve.Cost(measurements, _curve.Parts[part], size))).Where(point => point.Item2 is > 0).Select(point => (point.size, point.Item2!.Value))];

    private List<string> Draw()
    {
        int height = Bottom + 60 + (_curve.Parts.Count * LegendLine);
        _lines.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="12" fill="#333">""");
        _lines.Add($"""<rect width="{Width}" height="{height}" fill="#fff"/>""");
        Text(Left, 22, "start", $"{_curve.Title}: instructions for one operation", " font-size=\"15\"");
        for (int power = _lowest; power <= _highest; power++)
        {
            double y = Y(Math.Pow(10, power));
            _lines.Add($"""<path d="M{Left} {At(y)}H{Right}" stroke="#ddd"/>""");
            Text(Left - 8, y + 4, "end", CurveText.Size((long)Math.Pow(10, power)));
        }

        foreach (long size in _sizes)
        {
            _lines.Add($"""<path d="M{At(X(size))} {Bottom}v5" stroke="#333"/>""");
            Text(X(size), Bottom + 19, "middle", CurveText.Size(size));
        }

        _lines.Add($"""<path d="M{Left} {Top}V{Bottom}H{Right}" fill="none" stroke="#333"/>""");
        Text((Left + Right) / 2.0, Bottom + 36, "middle", _curve.Axis);
        foreach ((int part, string system, (long Size, double Cost)[] points) in _series)
        {
            Line(part, system, points);
        }

        Legend();
        _lines.Add("</svg>");
        return _lines;
    }

    private void Line(int part, string system, (long Size, double Cost)[] points)
    {
        string path = string.Join('L', points.Select(point => $"{At(X(point.Size))} {At(Y(point.Cost))}"));
        _lines.Add($"""<path d="M{path}" fill="none" stroke="{_colours[part % _colours.Length]}" stroke-width="2"{(system == "Linux" ? " stroke-dasharray=\"5 4\" stroke-opacity=\"0.6\"" : "")}/>""");
        if (system != "Linux")
        {
            _lines.AddRange(points.Select(point => $"""<circle cx="{At(X(point.Size))}" cy="{At(Y(point.Cost))}" r="3" fill="{_colours[part % _colours.Length]}"/>"""));
        }
    }

    private void Legend()
    {
        int y = Bottom + 58;
        for (int part = 0; part < _curve.Parts.Count; part++, y += LegendLine)
        {
            _lines.Add($"""<path d="M{Left} {y - 4}h28" stroke="{_colours[part % _colours.Length]}" stroke-width="2"/>""");
            Text(Left + 36, y, "start", _curve.Parts[part].Operation);
        }

        bool both = _series.Any(series => series.System == "Linux");
        Text(Right, Bottom + 58, "end", both ? "whole lines: Vela; dashed: Linux" : "Vela");
    }

    private double X(long size)
    {
        double from = Math.Log10(_sizes[0]);
        double span = Math.Max(Math.Log10(_sizes[^1]) - from, 1e-9);
        return Left + 20 + ((Math.Log10(size) - from) / span * (Right - Left - 50));
    }

    private double Y(double cost) => Bottom - ((Math.Log10(Math.Max(cost, 1)) - _lowest) / (_highest - _lowest) * (Bottom - Top));

    private void Text(double x, double y, string anchor, string text, string more = "") =>
        _lines.Add($"""<text x="{At(x)}" y="{At(y)}" text-anchor="{anchor}"{more}>{text}</text>""");

    private static string At(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
