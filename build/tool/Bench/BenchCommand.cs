using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vela.Build.Bench.Curves;
using Vela.Build.Symbols;

namespace Vela.Build.Bench;

/// <summary>build/bench, once the image and the benchmark are compiled.</summary>
public sealed class BenchCommand(BenchPaths paths, BenchOptions options, TextWriter output, Action<string> progress)
{
    public int Run()
    {
        Workload rows = Workload.Rows(Lines(HostProgram.Read(paths.Program, "--list")));
        Workload curves = Workload.Curves(Lines(HostProgram.Read(paths.Program, "--curves", "--list")));
        return options.Task switch
        {
            BenchTask.Compare => Compare(rows),
            BenchTask.Collector => new CollectorCommand(paths, options, output, progress).Run(),
            BenchTask.Disk => new DiskCommand(paths, options, output, progress).Run(Workload.Loads(Lines(HostProgram.Read(paths.Program, "--loads", "--list"))), Emulator()),
            BenchTask.Curves => new CurveCommand(paths, options, output, progress).Run(curves, Emulator()),
            BenchTask.Profile => ShowProfile(curves.Table.Contains(BenchmarkOutput.EntryOf(options.Rows[0])) ? curves : rows, options.Rows[0]),
            _ => HoldAgainstGate(rows),
        };
    }

    private int Compare(Workload rows)
    {
        string emulator = Emulator();
        string[] chosen = options.Rows.Count == 0 ? [] : Entries(rows.Table);
        LinuxMachine linux = new(paths, rows, emulator, progress);
        VelaMachine vela = new(paths, rows, progress);
        linux.Prepare();
        int runs = options.Clocking == Clocking.Wall ? options.Runs : 1;
        List<IReadOnlyList<Measurement>> onLinux = [];
        List<IReadOnlyList<Measurement>> onVela = [];
        for (int run = 0; run < runs; run++)
        {
            onLinux.Add(Named(linux.Measure(chosen, options.Clocking)));
            onVela.Add(Named(vela.Measure(chosen, options.Clocking)));
        }

        Comparison comparison = Comparison.Of(onLinux, onVela);
        SortedDictionary<string, string> versions = new(StringComparer.Ordinal)
        {
            ["linux"] = linux.Version,
            ["qemu"] = emulator,
            ["compiler"] = Lines(HostProgram.Read("gcc", "--version"))[0],
            ["vela"] = Lines(HostProgram.Read("git", "-C", paths.Root, "describe", "--always", "--dirty"))[0],
        };
        if (options.Json)
        {
            output.WriteLine(BenchRecord.Indented(comparison, options.Clocking, versions, TimeProvider.System.GetUtcNow()));
        }
        else
        {
            Print(ComparisonText.Table(comparison, options.Clocking == Clocking.Wall));
            output.WriteLine();
            Print(ComparisonText.Summary(comparison));
        }

        if (options.Write)
        {
            Store(comparison, versions);
        }

        return 0;
    }

    private int HoldAgainstGate(Workload rows)
    {
        IReadOnlyList<Measurement> measurements = Gate.Cheapest(new VelaMachine(paths, rows, progress).Measure(Gate.Entries, Clocking.Instructions, Extent.Quick));
        if (options.Task == BenchTask.Accept)
        {
            if (measurements.FirstOrDefault(measurement => measurement.Cost is null) is Measurement failed)
            {
                throw new BuildException($"nothing was stored, because {failed.Row} cannot run: {failed.Failure}");
            }

            Gate.Of(measurements).Write(paths.Gate);
            output.WriteLine($"{measurements.Count} rows stored in {Path.GetRelativePath(paths.Root, paths.Gate)}");
            return 0;
        }

        Gate gate = Gate.Read(paths.Gate);
        IReadOnlyList<string> failures = gate.Failures(measurements);
        IReadOnlyList<string> improvements = gate.Improvements(measurements);
        Print(failures);
        if (improvements.Count > 0)
        {
            Print(improvements);
            output.WriteLine("Cheaper, or new: 'build/bench --accept' stores the figures of now.");
        }

        output.WriteLine($"{measurements.Count} rows, {failures.Count} dearer than stored by more than {Gate.Tolerance * 100:0} %");
        return failures.Count == 0 ? 0 : 1;
    }

    private int ShowProfile(Workload workload, string row)
    {
        _ = Entries(workload.Table);
        string responses = Directory.GetFiles(Path.Combine(paths.Root, "src/Kernel/obj"), "*.ilc.rsp", SearchOption.AllDirectories)
            .FirstOrDefault(path => path.Contains("/Release/", StringComparison.Ordinal))
            ?? throw new BuildException("the compiler's response file is missing: 'build/image --kernel --force' makes it");
        Print(new Profile(paths, workload, ManagedNames.From([responses]), progress).Of(row));
        return 0;
    }

    private void Store(Comparison comparison, SortedDictionary<string, string> versions)
    {
        string[] sources =
        [
            $"Instructions for one operation; Vela {versions["vela"]}, {versions["linux"]} made lean, {versions["qemu"]}, {versions["compiler"]}.", "",
        ];
        Rewrite(paths.Readme, "bench summary", [.. sources, .. ComparisonText.Summary(comparison)]);
        Rewrite(paths.Document, "bench", [.. sources, .. ComparisonText.Summary(comparison), "", .. ComparisonText.Table(comparison)]);
        File.AppendAllLines(paths.History, [BenchRecord.OneLine(comparison, options.Clocking, versions, TimeProvider.System.GetUtcNow())]);
    }

    private static void Rewrite(string path, string marks, IEnumerable<string> lines) =>
        File.WriteAllText(path, MarkedText.Replace(File.ReadAllText(path), marks, lines));

    /// <summary>The entries of the table that the patterns choose.</summary>
    private string[] Entries(IReadOnlyList<string> table)
    {
        string[] chosen = [.. table.Where(entry => options.Rows.Any(pattern => Chooses(pattern, entry) || BenchmarkOutput.EntryOf(pattern) == entry))];
        return chosen.Length > 0
            ? chosen
            : throw new BuildException($"no row is called {string.Join(" or ", options.Rows)}; there are:\n{string.Join('\n', table)}");
    }

    /// <summary>Of what the entries printed, what the patterns name.</summary>
    private IReadOnlyList<Measurement> Named(IReadOnlyList<Measurement> measurements) => options.Rows.Count == 0
        ? measurements
        : [.. measurements.Where(found => options.Rows.Exists(pattern => Chooses(pattern, found.Row) || BenchmarkOutput.EntryOf(found.Row) == pattern))];

    private static bool Chooses(string pattern, string row) =>
        pattern.EndsWith('*') ? row.StartsWith(pattern[..^1], StringComparison.Ordinal) : row == pattern;

    private void Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }
    }

    private static string Emulator() => Lines(HostProgram.Read("qemu-system-x86_64", "--version"))[0];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
