using System.Threading;

namespace Vela.SelfTests;

internal sealed class ThreadsStartAndEnd() : SelfTest("Threads start, run, end and can be joined, a hundred times over", "M-09")
{
    public override void Run(ISelfTestMachine machine)
    {
        int sum = 0;
        for (int round = 0; round < 25; round++)
        {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.Length; i++)
            {
                int value = i;
                threads[i] = new Thread(() => Interlocked.Add(ref sum, value), 128 * 1024);
                threads[i].Start();
            }

            foreach (Thread thread in threads)
            {
                thread.Join();
                Expect.That(!thread.IsAlive);
            }
        }

        Expect.Equal(25 * (0 + 1 + 2 + 3), sum);
    }
}
