using System;

namespace Vela.SelfTests;

internal sealed class InteriorReferencesSurviveACollection() : SelfTest("References into the middle of an object survive a collection")
{
    public override void Run(ISelfTestMachine machine)
    {
        for (int round = 0; round < 20; round++)
        {
            Span<int> span = new int[5000].AsSpan(1234, 1000);
            ref int middle = ref new int[3000].AsSpan()[1500];
            span[17] = round;
            middle = round;
            Churn();
            GC.Collect(round % 3, GCCollectionMode.Forced, blocking: true, compacting: round % 2 == 0);
            Churn();
            Expect.Equal(round, span[17]);
            Expect.Equal(round, middle);
            Expect.Equal(0, span[18]);
        }
    }

    private static void Churn()
    {
        for (int i = 0; i < 100; i++)
        {
            int[] filler = new int[500];
            filler.AsSpan().Fill(-1);
        }
    }
}
