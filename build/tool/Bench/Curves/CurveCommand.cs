using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Vela.Build.Bench.Curves;

/// <summary>build/bench --curves: measures them, prints their figures and draws them.</summary>
public sealed class CurveCommand(BenchPaths paths, BenchOptions options, TextWriter output, Action<string> progress)
{
    /// <param name="emulator">Its version.</param>
    public int Run(Workload workload, string emulator)
    {
        Curve[] curves = [.. Curve.All.Where(curve => options.Rows.Count == 0 || options.Rows.Exists(pattern => pattern.TrimEnd('*').TrimEnd('_') == curve.Name))];
        if (curves.Length == 0)
        {
            throw new BuildException($"no curve is called {string.Join(" or ", options.Rows)}; there are: {string.Join(", ", Curve.All.Select(curve => curve.Name))}");
        }

        string[] entries = [.. workload.Table.Where(entry => curves.Any(curve => entry.StartsWith(curve.Name + "_", StringComparison.Ordinal)))];
        List<Measurement> onLinux = [];
        List<Measurement> onVela = [];
        if (entries.Length > 0)
        {
            LinuxMachine linux = new(paths, workload, emulator, progress);
            linux.Prepare();
            onLinux.AddRange(linux.Measure(entries.Length == workload.Table.Count ? [] : entries, Clocking.Instructions));
            onVela.AddRange(new VelaMachine(paths, workload, progress).Measure(entries.Length == workload.Table.Count ? [] : entries, Clocking.Instructions));
        }

        if (curves.Intersect(Curve.OfCapabilities).Any())
        {
            onVela.AddRange(new CapabilityMachine(paths, progress).Measure());
        }

        List<string> section = [];
        Directory.CreateDirectory(paths.Pictures);
        foreach (Curve curve in curves)
        {
            string[] figures = [.. CurveText.Table(curve, onLinux, onVela)];
            File.WriteAllText(Path.Combine(paths.Pictures, $"{curve.Name}.svg"), string.Join('\n', CurvePicture.Of(curve, onLinux, onVela)) + "\n");
            output.WriteLine($"{curve.Title}\n\n{string.Join('\n', figures)}\n");
            section.AddRange([$"![{curve.Title}](curves/{curve.Name}.svg)", "", .. figures, ""]);
        }

        if (options.Write)
        {
            File.WriteAllText(paths.Document, MarkedText.Replace(File.ReadAllText(paths.Document), "bench curves", section.SkipLast(1)));
        }

        foreach (Measurement failed in onVela.Where(measurement => measurement.Cost is null))
        {
            output.WriteLine($"{failed.Row} cannot run: {failed.Failure}");
        }

        return onVela.Exists(measurement => measurement.Cost is null) ? 1 : 0;
    }
}
