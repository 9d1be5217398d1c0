using System;
using System.Threading;
using System.Threading.Tasks;

namespace Vela.SelfTests;

internal sealed class DelayWaitsItsTime() : SelfTest("Task.Delay and Thread.Sleep wait their time", "C-101")
{
    private const int Milliseconds = 50;
    private const double Longest = 500;

    public override void Run(ISelfTestMachine machine)
    {
        WallClock.ExpectUndisturbed(machine, "Task.Delay", Longest, () => Measure(machine, static () => Task.Delay(Milliseconds).Wait()));
        WallClock.ExpectUndisturbed(machine, "Thread.Sleep", Longest, () => Measure(machine, static () => Thread.Sleep(Milliseconds)));
    }

    private static double Measure(ISelfTestMachine machine, Action wait)
    {
        long start = machine.Nanoseconds;
        wait();
        double waited = (machine.Nanoseconds - start) / 1e6;
        Expect.AtLeast(Milliseconds - machine.CoarseTick, waited);
        return waited;
    }
}
