using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Vela.Build.Bench;

/// <summary>build/bench --disk: how fast both read a virtio disk from its beginning to its end, by the host's clock.</summary>
/// <remarks>The disk is a file of the host's that lies in its cache after the first run, so that both are told what their drivers cost, and not the host's disk.</remarks>
public sealed class DiskCommand(BenchPaths paths, BenchOptions options, TextWriter output, Action<string> progress)
{
    /// <summary>Issue 6: of what Linux reads in a second.</summary>
    private const double LeastShare = 0.5;

    private const string Entry = "disk";
    private const int Mebibytes = 256;
    private const double PagesPerMebibyte = 256;
    private const double NanosecondsPerSecond = 1e9;

    /// <returns>0 if Vela reads at least half as fast.</returns>
    public int Run(Workload loads, string emulator)
    {
        MakeDisk();
        LinuxMachine linux = new(paths, loads, emulator, progress);
        VelaMachine vela = new(paths, loads, progress);
        linux.Prepare();
        string[] words = ["-drive", $"if=none,id=disk,format=raw,readonly=on,file={paths.Disk.Replace(",", ",,", StringComparison.Ordinal)}", "-device", "virtio-blk-pci,drive=disk"];
        List<double> onLinux = [];
        List<double> onVela = [];
        for (int run = 0; run < options.Runs; run++)
        {
            onLinux.Add(Speed(linux.Boot(["--only", Entry], words, [])));
            onVela.Add(Speed(vela.Measure([Entry], Clocking.Wall, emulatorWords: words)));
        }

        double share = Middle(onVela) / Middle(onLinux);
        string[] lines =
        [
            $"| {Mebibytes} MiB of a virtio disk, 64 KiB at a time | Linux | Vela | Vela : Linux |",
            "|---|--:|--:|--:|",
            $"| MiB a second, middle of {options.Runs} (least to most) | {Text(onLinux)} | {Text(onVela)} | {share.ToString("0.00", CultureInfo.InvariantCulture)} |",
        ];
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }

        if (options.Write)
        {
            File.WriteAllText(paths.Document, MarkedText.Replace(File.ReadAllText(paths.Document), "bench disk", lines));
        }

        return share >= LeastShare ? 0 : 1;
    }

    private static double Speed(IReadOnlyList<Measurement> measurements) => measurements is [{ Cost: double cost }]
        ? NanosecondsPerSecond / (cost * PagesPerMebibyte)
        : throw new BuildException($"the disk could not be read: {(measurements is [{ Failure: string failure }] ? failure : "nothing was printed")}");

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(List<double> values) => string.Create(
        CultureInfo.InvariantCulture, $"{Middle(values):0} ({values.Min():0} to {values.Max():0})");

    /// <summary>A disk of numbers: none of its pages is like another.</summary>
    private void MakeDisk()
    {
        if (File.Exists(paths.Disk) && new FileInfo(paths.Disk).Length == (long)Mebibytes << 20)
        {
            return;
        }

        progress($"making {paths.Disk}");
        byte[] block = new byte[1 << 20];
        Random numbers = new(Mebibytes);
        using FileStream disk = File.Create(paths.Disk);
        for (int i = 0; i < Mebibytes; i++)
        {
            numbers.NextBytes(block);
            disk.Write(block);
        }
    }
}
