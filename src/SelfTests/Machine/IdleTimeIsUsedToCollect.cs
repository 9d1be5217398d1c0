using System;
using System.Threading;

namespace Vela.SelfTests;

/// <summary>While this thread sleeps the executive has nothing to do but to wake it: that is when it collects.</summary>
internal sealed class IdleTimeIsUsedToCollect() : SelfTest("Older collections are started when nothing else runs, and who sleeps meanwhile wakes", "M-09", "M-10")
{
    private const int Rounds = 5;
    private const int YoungestCollections = 5;
    private const int MostSleeps = 2_000;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        for (int round = 0; round < Rounds; round++)
        {
            int youngest = GC.CollectionCount(0);
            while (GC.CollectionCount(0) < youngest + YoungestCollections)
            {
                GC.KeepAlive(new byte[512]);
            }

            int older = GC.CollectionCount(1);
            int sleeps = 0;
            while (GC.CollectionCount(1) == older && sleeps < MostSleeps)
            {
                Thread.Sleep(1);
                sleeps++;
            }

            machine.Note($"an older collection after {sleeps} sleeps of 1 ms");
            Expect.Equal(older + 1, GC.CollectionCount(1));
        }
    }
}
