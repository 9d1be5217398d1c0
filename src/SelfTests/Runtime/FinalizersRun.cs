using System;
using System.Runtime.CompilerServices;

namespace Vela.SelfTests;

internal sealed class FinalizersRun() : SelfTest("Finalizers run once the object is unreachable")
{
    public override void Run(ISelfTestMachine machine)
    {
        int[] count = [0];
        MakeGarbage(count, 100);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Expect.Equal(100, count[0]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeGarbage(int[] count, int objects)
    {
        for (int i = 0; i < objects; i++)
        {
            _ = new Finalized(count);
        }
    }

    private sealed class Finalized(int[] count)
    {
        ~Finalized() => count[0]++;
    }
}
