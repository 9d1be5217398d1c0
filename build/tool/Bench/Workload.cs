using System.Collections.Generic;

namespace Vela.Build.Bench;

/// <summary>What the benchmark is to run, and on how large a machine.</summary>
/// <param name="Table">Every entry of the program's table, in its order.</param>
/// <param name="Words">What the program's command line says before the entries.</param>
/// <param name="Gibibytes">The machine's memory.</param>
public sealed record Workload(IReadOnlyList<string> Table, IReadOnlyList<string> Words, int Gibibytes)
{
    /// <summary>The rows of the table that is compared.</summary>
    public static Workload Rows(IReadOnlyList<string> table) => new(table, [], 1);

    /// <summary>The curves, whose largest process has 2 GiB.</summary>
    public static Workload Curves(IReadOnlyList<string> table) => new(table, ["--curves"], 4);

    /// <summary>The loads, of which a command chooses one.</summary>
    public static Workload Loads(IReadOnlyList<string> table) => new(table, ["--loads"], 1);

    /// <summary>The program's command line, without its name.</summary>
    public string CommandLine(IEnumerable<string> words) => string.Join(' ', [.. Words, "/tmp", .. words]);
}
