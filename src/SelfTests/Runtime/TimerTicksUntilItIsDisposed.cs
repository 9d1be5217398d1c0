using System;
using System.Threading;

namespace Vela.SelfTests;

internal sealed class TimerTicksUntilItIsDisposed() : SelfTest("A timer ticks until it is disposed", "C-101")
{
    public override void Run(ISelfTestMachine machine)
    {
        using CountdownEvent ticks = new(5);
        int late = 0;
        Timer timer = new(
            _ =>
            {
                if (!ticks.IsSet)
                {
                    _ = ticks.Signal();
                    return;
                }

                _ = Interlocked.Increment(ref late);
            },
            null,
            TimeSpan.FromMilliseconds(5),
            TimeSpan.FromMilliseconds(5));
        Expect.That(ticks.Wait(TimeSpan.FromSeconds(10)), "five ticks of 5 ms within 10 s");
        using ManualResetEvent disposed = new(false);
        Expect.That(timer.Dispose(disposed));
        Expect.That(disposed.WaitOne(TimeSpan.FromSeconds(10)), "the timer ends within 10 s");
        int before = Volatile.Read(ref late);
        Thread.Sleep(30);
        Expect.Equal(before, Volatile.Read(ref late));
    }
}
