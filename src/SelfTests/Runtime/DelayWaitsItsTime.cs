using System.Threading.Tasks;

namespace Vela.SelfTests;

internal sealed class DelayWaitsItsTime() : SelfTest("Task.Delay and Thread.Sleep wait their time", "C-101")
{
    private const int Milliseconds = 50;
    private const long Shortest = (Milliseconds - 2) * 1_000_000L; // timers round down to their own tick
    private const long Longest = 2_000_000_000;

    public override void Run(ISelfTestMachine machine)
    {
        long start = machine.Nanoseconds;
        Task.Delay(Milliseconds).Wait();
        long delay = machine.Nanoseconds - start;
        Expect.AtLeast(Shortest, delay);
        Expect.AtMost(Longest, delay);

        start = machine.Nanoseconds;
        System.Threading.Thread.Sleep(Milliseconds);
        long sleep = machine.Nanoseconds - start;
        Expect.AtLeast(Shortest, sleep);
        Expect.AtMost(Longest, sleep);
        machine.Note($"{Milliseconds} ms became {delay / 1e6:F1} ms in Task.Delay, {sleep / 1e6:F1} ms in Thread.Sleep");
    }
}
