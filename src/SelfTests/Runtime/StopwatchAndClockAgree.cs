using System;
using System.Diagnostics;
using System.Threading;

namespace Vela.SelfTests;

internal sealed class StopwatchAndClockAgree() : SelfTest("Stopwatch, tick count and date go forward together", "C-101")
{
    public override void Run(ISelfTestMachine machine)
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
        Expect.AtMost(25.0, Math.Abs(kernel - stopwatch));
        Expect.AtMost(25.0, Math.Abs(kernel - wall));
        Expect.AtMost(40.0, Math.Abs(kernel - coarse));

        long previous = Stopwatch.GetTimestamp();
        for (int i = 0; i < 10_000; i++)
        {
            long next = Stopwatch.GetTimestamp();
            Expect.That(next >= previous);
            previous = next;
        }
    }
}
