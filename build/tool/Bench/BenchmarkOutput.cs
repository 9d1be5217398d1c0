using System.Globalization;

namespace Vela.Build.Bench;

/// <summary>Reads what the benchmark prints: a row for each line, remarks behind '#'.</summary>
public static class BenchmarkOutput
{
    private const string FailurePrefix = "fail:";

    /// <summary>The row on a line, or null if the line is a remark or anything else.</summary>
    public static Measurement? Parse(string line)
    {
        string[] fields = line.TrimEnd('\r').Split('\t');
        if (line.StartsWith('#') || fields.Length != 3 || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long operations))
        {
            return null;
        }

        if (fields[2].StartsWith(FailurePrefix, System.StringComparison.Ordinal))
        {
            return Measurement.Missing(fields[0], fields[2][FailurePrefix.Length..]);
        }

        return double.TryParse(fields[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double cost)
            ? new Measurement(fields[0], operations, cost, null)
            : null;
    }

    /// <summary>The entry of the program's table that prints a row: those that name a size come several at a time.</summary>
    public static string EntryOf(string row)
    {
        string[] words = row.Split('_');
        return words is [string subject, string size, ..] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"{subject}_{size}" : row;
    }
}
