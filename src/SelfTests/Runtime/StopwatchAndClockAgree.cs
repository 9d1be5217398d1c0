using System;
using System.Diagnostics;
using System.Threading;

namespace Vela.SelfTests;

internal sealed class StopwatchAndClockAgree() : SelfTest("Stopwatch, tick count and date go forward together", "C-101")
{
    private const double CoarseTickMilliseconds = 15;

    public override void Run(ISelfTestMachine machine)
    {
        WallClock.ExpectUndisturbed(machine, "apart after 100 ms", 25, () => LargestDifference(machine));

        long previous = Stopwatch.GetTimestamp();
        for (int i = 0; i < 10_000; i++)
        {
            long next = Stopwatch.GetTimestamp();
            Expect.That(next >= previous);
            previous = next;
        }
    }

    private static double LargestDifference(ISelfTestMachine machine)
    {
        long ticks = Environment.TickCount64;
        DateTime date = DateTime.UtcNow;
        Stopwatch watch = Stopwatch.StartNew();
        long start = machine.Nanoseconds;
        Thread.Sleep(100);
        double kernel = (machine.Nanoseconds - start) / 1e6;
        double stopwatch = watch.Elapsed.TotalMilliseconds;
        double wall = (DateTime.UtcNow - date).TotalMilliseconds;
        long coarse = Environment.TickCount64 - ticks;
        machine.Note($"kernel {kernel:F1} ms, Stopwatch {stopwatch:F1} ms, UtcNow {wall:F1} ms, TickCount64 {coarse} ms");
        double difference = Math.Max(Math.Abs(kernel - stopwatch), Math.Abs(kernel - wall));
        return Math.Max(difference, Math.Abs(kernel - coarse) - CoarseTickMilliseconds);
    }
}
