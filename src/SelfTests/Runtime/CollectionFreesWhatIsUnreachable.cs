using System;

namespace Vela.SelfTests;

internal sealed class CollectionFreesWhatIsUnreachable() : SelfTest("A collection frees what is unreachable and keeps what is not", "M-09")
{
    public override void Run(ISelfTestMachine machine)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        byte[][] kept = new byte[64][];
        for (int i = 0; i < 2000; i++)
        {
            byte[] block = new byte[16 * 1024];
            block[i % block.Length] = (byte)(i & 0xFF);
            kept[i % kept.Length] = block;
        }

        int collections = GC.CollectionCount(2);
        GC.Collect();
        Expect.Equal(collections + 1, GC.CollectionCount(2));
        Expect.AtMost(before + (4L << 20), GC.GetTotalMemory(forceFullCollection: true));
        for (int i = 2000 - kept.Length; i < 2000; i++)
        {
            byte[] block = kept[i % kept.Length];
            Expect.Equal((byte)(i & 0xFF), block[i % block.Length]);
        }

        machine.Note($"{GC.CollectionCount(0)} collections so far, {GC.GetTotalMemory(forceFullCollection: false):N0} bytes alive");
    }
}
