using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vela.Build.Bench.Curves;

/// <summary>What some operations cost when there are more and more of what they work among.</summary>
/// <param name="Name">What its rows begin with: NAME_SIZE_PART.</param>
/// <param name="Axis">What the sizes count.</param>
public sealed record Curve(string Name, string Title, string Axis, IReadOnlyList<CurvePart> Parts)
{
    /// <summary>Measured by the benchmark, on both systems.</summary>
    public static IReadOnlyList<Curve> OfPrograms { get; } =
    [
        new("regions", "Regions of one process", "regions", [
            new("place", "two pages mapped where the kernel likes, and unmapped"),
            new("replace", "one of the regions unmapped and mapped again"),
            new("refault", "a page given back and written again"),
        ]),
        new("processes", "Processes", "processes asleep", [
            new("fork", "fork, exit, wait"),
            new("find", "a process found by its number"),
            new("switch", "half a ping-pong of two processes"),
            new("end", "the end of one of them, waited for"),
        ]),
        new("resident", "Fork by resident size", "MiB written before", [
            new("fork", "fork, exit, wait"),
            new("fork_write", "the same, and the parent writes eight distant pages"),
        ]),
        new("directory", "Directory entries", "entries", [
            new("create", "one more made, and removed"),
            new("find", "one looked up (stat)"),
            new("list", "listed, for each entry"),
            new("remove", "all removed, for each entry"),
        ]),
    ];

    /// <summary>Measured inside the image, where the capabilities are.</summary>
    public static IReadOnlyList<Curve> OfCapabilities { get; } =
    [
        new("capabilities", "Capabilities of one space", "capabilities", [
            new("get", "an object reached through its handle"),
            new("derive", "one derived, and deleted"),
        ]),
        new("revoke", "Revocation by the shape of what was derived", "descendants", [
            new("breadth", "all children of one, for each"),
            new("depth", "a chain, each derived from the one before, for each"),
        ]),
    ];

    public static IReadOnlyList<Curve> All { get; } = [.. OfPrograms, .. OfCapabilities];

    /// <summary>The sizes that were measured, ascending.</summary>
    public IReadOnlyList<long> Sizes(IEnumerable<Measurement> measurements) =>
        [.. measurements.Select(measurement => SizeOf(measurement.Row)).OfType<long>().Distinct().Order()];

    /// <summary>What a part cost at a size; null if it was not measured, or failed.</summary>
    public double? Cost(IEnumerable<Measurement> measurements, CurvePart part, long size) =>
        measurements.FirstOrDefault(measurement => measurement.Row == $"{Name}_{size.ToString(CultureInfo.InvariantCulture)}_{part.Name}")?.Cost;

    private long? SizeOf(string row)
    {
        string[] words = row.Split('_');
        return words.Length > 2 && words[0] == Name && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null;
    }
}
