using System;
using System.Threading;

namespace Vela.SelfTests;

internal sealed class TimedWaitTimesOut() : SelfTest("A timed wait ends by its timeout, and at once when it is signalled", "C-101")
{
    public override void Run(ISelfTestMachine machine)
    {
        using SemaphoreSlim semaphore = new(0);
        using ManualResetEvent set = new(false);
        object gate = new();
        const int Milliseconds = 20;
        long start = machine.Nanoseconds;
        Expect.That(!semaphore.Wait(Milliseconds));
        Expect.That(!set.WaitOne(Milliseconds));
        lock (gate)
        {
            Expect.That(!Monitor.Wait(gate, Milliseconds));
        }

        Expect.AtLeast(3 * (Milliseconds - machine.CoarseTick), (machine.Nanoseconds - start) / 1e6);

        Thread signaller = new(
            () =>
            {
                _ = semaphore.Release();
                _ = set.Set();
            },
            128 * 1024);
        signaller.Start();
        Expect.That(semaphore.Wait(TimeSpan.FromSeconds(30)));
        Expect.That(set.WaitOne(TimeSpan.FromSeconds(30)));
        signaller.Join();
    }
}
