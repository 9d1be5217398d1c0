using System;
using System.Collections.Generic;
using Vela.Boot;

namespace Vela.SelfTests;

internal sealed class CollectedMemoryReturnsToTheMachine() : SelfTest("Memory that was collected returns to the frame table", "S-09", "C-102")
{
    private const int Blocks = 64;
    private const int BlockBytes = 100 * 1024;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true);
        ulong before = PhysicalMap.Shared.FreeCount;
        ulong least = Fill();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true);
        ulong after = PhysicalMap.Shared.FreeCount;
        machine.Note($"free frames: {before} before, {least} at the most, {after} after");
        Expect.AtMost(before - (Blocks * BlockBytes / 4096 * 9 / 10), least);
        Expect.AtLeast(before - 512, after);
    }

    private static ulong Fill()
    {
        List<byte[]> blocks = [];
        for (int i = 0; i < Blocks; i++)
        {
            blocks.Add(new byte[BlockBytes]);
        }

        ulong free = PhysicalMap.Shared.FreeCount;
        GC.KeepAlive(blocks);
        return free;
    }
}
