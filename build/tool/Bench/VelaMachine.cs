using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vela.Build.Bench;

/// <summary>Vela in QEMU, started by build/run, with the benchmark among its files.</summary>
public sealed class VelaMachine(BenchPaths paths, Workload workload, Action<string> progress)
{
    private const int SecondsPerStart = 1800;

    /// <summary>The machine's clock begins where it always begins, and follows the instructions.</summary>
    private static readonly string[] _repeatable = ["-rtc", "base=2024-01-01T00:00:00,clock=vm", "-seed", "1"];

    /// <summary>The emulator has all of the machine's memory from the beginning: its first touch would be the host's time, and weigh on whichever machine goes further through it.</summary>
    public static readonly string[] Touched = ["-mem-prealloc"];

    /// <summary>Runs the chosen entries, or all when none is named.</summary>
    /// <remarks>A row that stops the machine is reported as failed, and the rest run on a fresh one.</remarks>
    public IReadOnlyList<Measurement> Measure(
        IReadOnlyList<string> entries, Clocking clocking, Extent extent = Extent.Full, IEnumerable<string>? emulatorWords = null)
    {
        List<Measurement> found = [];
        List<string> left = [.. workload.Table.Where(entry => entries.Count == 0 || entries.Contains(entry))];
        while (left.Count > 0)
        {
            string[] words = [.. left.Count == workload.Table.Count ? [] : left.SelectMany(entry => new[] { "--only", entry }), .. extent == Extent.Quick ? new[] { "--quick" } : []];
            using HostProgram run = new(paths.Run, Arguments(paths, workload, clocking, words, emulatorWords ?? []));
            run.Input.Close();
            HashSet<string> seen = [];
            int status = run.End(line =>
            {
                if (BenchmarkOutput.Parse(line) is Measurement measurement)
                {
                    found.Add(measurement);
                    _ = seen.Add(BenchmarkOutput.EntryOf(measurement.Row));
                    progress($"Vela   {measurement.Row}  {measurement.Cost?.ToString("0.0", CultureInfo.InvariantCulture) ?? measurement.Failure}");
                }
            });
            if (status is 0 or 1)
            {
                break; // 1: a row failed, and said so itself.
            }

            if (status is not (124 or 125))
            {
                throw new BuildException($"{paths.Run} ended with status {status}\n{run.Error}");
            }

            // The entry that printed last may have stopped half-way; the one after it may not have printed at all.
            int last = left.FindLastIndex(seen.Contains);
            string guilty = last + 1 < left.Count ? left[last + 1] : left[last];
            progress($"Vela   stopped in {guilty}:\n{run.Error}");
            found.Add(Measurement.Missing(guilty, status == 124 ? "no end" : "the kernel stopped"));
            left = [.. left.SkipWhile(entry => entry != guilty).Skip(1)];
        }

        return found;
    }

    /// <summary>The words for build/run; the options after are QEMU's own.</summary>
    public static IReadOnlyList<string> Arguments(
        BenchPaths paths, Workload workload, Clocking clocking, IReadOnlyList<string> words, params IEnumerable<string> emulatorWords) =>
        [.. clocking == Clocking.Instructions ? new[] { "--icount" } : [], "--memory", $"{workload.Gibibytes}G", "--append", "norandmaps", "--files", paths.Files,
            "--timeout", SecondsPerStart.ToString(CultureInfo.InvariantCulture),
            .. emulatorWords.Concat(clocking == Clocking.Instructions ? _repeatable : Touched).SelectMany(word => new[] { "--qemu", word }), "--exec", $"/bin/vmbench {workload.CommandLine(words)}"];
}
