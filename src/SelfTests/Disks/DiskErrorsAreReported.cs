using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.SelfTests;

/// <summary>The host makes sectors 1000 to 1007 of the disk unreadable and unwritable.</summary>
internal sealed class DiskErrorsAreReported() : SelfTest("A sector that cannot be read or written is an error and its neighbours are not")
{
    private const ulong Bad = 1000;
    private const uint Count = 8;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        foreach (ScratchDisk disk in ScratchDisk.All(machine))
        {
            for (int round = 0; round < 3; round++)
            {
                Expect.Equal(Errno.InputOutput, disk.Transfer(BlockOperation.Read, [new ScratchPart(Bad, Count)], 1, null));
                Expect.Equal(Errno.None, disk.Transfer(BlockOperation.Read, [new ScratchPart(Bad - Count, Count), new ScratchPart(Bad + Count, Count)], 1, null));
                Expect.Equal(Errno.InputOutput, disk.Transfer(BlockOperation.Write, [new ScratchPart(Bad, Count)], 1, null));
                Expect.Equal(Errno.None, disk.Flush());

                // Among many under way at once only the bad one fails. They are too far from each other to be merged.
                List<ScratchPart> parts = [];
                for (ulong each = 0; each < 48; each++)
                {
                    parts.Add(new ScratchPart(each * 40, Count));
                }

                Errno[] results = disk.TransferEach(BlockOperation.Read, parts);
                for (int i = 0; i < results.Length; i++)
                {
                    Expect.Equal(parts[i].Sector == Bad ? Errno.InputOutput : Errno.None, results[i]);
                }
            }
        }
    }
}
