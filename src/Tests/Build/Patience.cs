using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace Vela.Tests.Build;

/// <summary>How long a test waits for a program before it calls it hung: as long as it says, and longer where other work has the processors.</summary>
/// <remarks>A machine that boots in a second when it is alone took more than a minute on two processors that thirty programs wanted.</remarks>
internal static class Patience
{
    private const double MostCrowding = 8;

    public static bool IsOver(TimeSpan waited, TimeSpan limit) => waited > limit && waited > limit * Crowding();

    /// <summary>Waits until a program ends. False: it did not in time.</summary>
    public static bool WaitForExit(Process process, TimeSpan limit)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!process.WaitForExit(limit < TimeSpan.FromSeconds(1) ? limit : TimeSpan.FromSeconds(1)))
        {
            if (IsOver(watch.Elapsed, limit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many programs want a processor, on average over the last minute (proc(5), loadavg), for each that there is; at least one.</summary>
    private static double Crowding()
    {
        double wanting = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        return Math.Clamp(wanting / Environment.ProcessorCount, 1, MostCrowding);
    }
}
