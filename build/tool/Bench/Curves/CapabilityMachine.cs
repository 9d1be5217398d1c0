using System;
using System.Collections.Generic;
using System.Globalization;

namespace Vela.Build.Bench.Curves;

/// <summary>The image with its own tests, which measures what no program reaches: the capabilities.</summary>
/// <remarks>The test says each figure in a note of its own, as a line of the benchmark's; what is around it on the line (docs/boot-tests.md) is no such line.</remarks>
public sealed class CapabilityMachine(BenchPaths paths, Action<string> progress)
{
    private const string Test = "Capabilities_cost_the_same_however_many_there_are";
    private const int OrderlyEnd = 33;

    /// <exception cref="BuildException">The machine did not end in order.</exception>
    public IReadOnlyList<Measurement> Measure()
    {
        List<Measurement> found = [];
        using HostProgram machine = new("qemu-system-x86_64",
        [
            "-accel", "tcg", "-cpu", "max", "-nodefaults", "-display", "none", "-no-reboot", "-m", "2G", "-icount", "shift=0,sleep=off",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", paths.SelfTestImage, "-append", $"selftest={Test} icount",
            "-serial", "null", "-serial", "null", "-serial", "null", "-serial", "stdio",
        ]);
        machine.Input.Close();
        int status = machine.End(line =>
        {
            if (BenchmarkOutput.Parse(line) is Measurement measurement)
            {
                found.Add(measurement);
                progress($"Vela   {measurement.Row}  {measurement.Cost?.ToString("0.0", CultureInfo.InvariantCulture) ?? measurement.Failure}");
            }
        });
        return status == OrderlyEnd && found.Count > 0 ? found : throw new BuildException($"the capabilities were not measured: status {status}, {found.Count} figures\n{machine.Error}");
    }
}
