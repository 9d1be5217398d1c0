using System.Threading;

namespace Vela.SelfTests;

internal sealed class LocksExclude() : SelfTest("A lock lets one thread in at a time, and Pulse wakes the one that waits")
{
    private const int Rounds = 200;

    public override void Run(ISelfTestMachine machine)
    {
        Turns turns = new();
        Thread other = new(() => turns.Take(Side.Other), 128 * 1024);
        other.Start();
        turns.Take(Side.Mine);
        other.Join();
        Expect.Equal(2 * Rounds, turns.Count);
    }

    private enum Side
    {
        Mine,
        Other,
    }

    /// <summary>Two threads take turns: each waits until the turn is its own.</summary>
    private sealed class Turns
    {
        private readonly object _gate = new();
        private Side _next = Side.Mine;

        public int Count { get; private set; }

        public void Take(Side side)
        {
            for (int i = 0; i < Rounds; i++)
            {
                lock (_gate)
                {
                    while (_next != side)
                    {
                        _ = Monitor.Wait(_gate);
                    }

                    Count++;
                    _next = side == Side.Mine ? Side.Other : Side.Mine;
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }
}
