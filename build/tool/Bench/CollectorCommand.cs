using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Vela.Build.Bench;

/// <summary>build/bench --collector: how long the garbage collector holds the machine up under load, and what it has to look at.</summary>
/// <remarks>Each load, and each thing that is held, has a machine of 512 MiB of its own, whose clock counts instructions.</remarks>
public sealed class CollectorCommand(BenchPaths paths, BenchOptions options, TextWriter output, Action<string> progress)
{
    private const long MostYoungest = 300_000;
    private const long MostOlder = 5_000_000;
    private const int Held = 500;
    private const int HeldSmall = 16 * Held;

    private static readonly (string Entry, string Load)[] _loads =
        [("spawn", "5,000 programs started and waited for, while 50 others sleep"), ("files", "50,000 files made, written, read and removed, 1,000 at a time")];

    private static readonly (string Entry, string What, int Count)[] _held =
    [
        ("hold_processes", "a process, with its thread", Held), ("hold_files", "a file made and kept open", Held), ("hold_opens", "one more open of a file", Held),
        ("hold_pages", "a page of a file in memory", HeldSmall), ("hold_regions", "a region", HeldSmall),
    ];

    /// <returns>0 if the pauses are as short as they must be.</returns>
    public int Run()
    {
        List<string> lines = [];
        bool isWithin = true;
        foreach ((string entry, string load) in _loads)
        {
            IReadOnlyList<string> printed = Boot($"/bin/vmbench --loads /tmp --only {entry}; gc pauses");
            string[][] table = [.. printed.SkipWhile(line => !line.TrimStart().StartsWith("ns below", StringComparison.Ordinal)).Skip(1)
                .Select(line => line.Replace("in all", "all", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length is 4 or 2)];
            if (table.FirstOrDefault(fields => fields[0] == "longest") is not string[] longest)
            {
                throw new BuildException($"'gc pauses' printed nothing after {entry}:\n{string.Join('\n', printed)}");
            }

            isWithin &= Number(longest[1]) <= MostYoungest && Number(longest[2]) <= MostOlder;
            lines.AddRange([$"{load}:", "", "| pause below | generation 0 | older | when idle |", "|--:|--:|--:|--:|"]);
            lines.AddRange(table.Where(fields => fields.Length == 4 && fields[1..].Any(field => field != "0"))
                .Select(fields => $"| {Name(fields[0])} | {Grouped(fields[1])} | {Grouped(fields[2])} | {Grouped(fields[3])} |"));
            lines.Add("");
        }

        long nothing = HeapWith("hold_nothing");
        lines.AddRange(["| one more | bytes that the collector looks after |", "|---|--:|"]);
        foreach ((string entry, string what, int count) in _held)
        {
            double each = Math.Max(0, HeapWith(entry) - nothing) / (double)count;
            lines.Add($"| {what} | {each.ToString(each < 16 ? "0.0" : "#,0", CultureInfo.InvariantCulture)} |");
        }

        foreach (string line in lines)
        {
            output.WriteLine(line);
        }

        if (options.Write)
        {
            File.WriteAllText(paths.Document, MarkedText.Replace(File.ReadAllText(paths.Document), "bench collector", lines));
        }

        output.WriteLine(isWithin
            ? ""
            : $"\nA pause is longer than it may be: {MostYoungest.ToString("#,0", CultureInfo.InvariantCulture)} for generation 0, {MostOlder.ToString("#,0", CultureInfo.InvariantCulture)} for older ones.");
        return isWithin ? 0 : 1;
    }

    private static string Name(string field) => field switch
    {
        "all" => "all",
        "longest" => "longest",
        "any" => "more",
        _ => Grouped(field),
    };

    /// <summary>Bytes of the managed heap after a full collection, while something is held.</summary>
    private long HeapWith(string entry)
    {
        IReadOnlyList<string> printed = Boot($"/bin/vmbench --loads /tmp --only {entry} & sleep 5; gc collect 2; cat /proc/gc");
        string? heap = printed.FirstOrDefault(line => line.StartsWith("HeapSize", StringComparison.Ordinal));
        return heap is not null && printed.Any(line => line.Contains("# holding", StringComparison.Ordinal))
            ? Number(heap.Split(':')[1].Trim().Split(' ')[0])
            : throw new BuildException($"{entry} was not held:\n{string.Join('\n', printed)}");
    }

    private List<string> Boot(string command)
    {
        progress($"Vela   {command}");
        List<string> lines = [];
        using HostProgram run = new(paths.Run, ["--icount", "--memory", "512M", "--files", paths.Files, "--timeout", "600", "--exec", command]);
        run.Input.Close();
        int status = run.End(line => lines.Add(line.TrimEnd('\r')));
        return status == 0 ? lines : throw new BuildException($"'{command}' ended with status {status}\n{string.Join('\n', lines)}\n{run.Error}");
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Grouped(string text) => Number(text).ToString("#,0", CultureInfo.InvariantCulture);
}
