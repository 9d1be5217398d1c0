using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.SelfTests;

internal sealed class DisksReadFast() : SelfTest("Disks are read and written in order at a rate that the host is told")
{
    private const uint SectorsAtOnce = 256;
    private const ulong MostSectors = 64 << (20 - BlockRequest.SectorShift);

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        foreach (ScratchDisk disk in ScratchDisk.All(machine))
        {
            foreach (int depth in (int[])[1, 4, 16])
            {
                machine.Note($"{disk.Device.Name}: read {Rate(machine, disk, BlockOperation.Read, depth)} MB/s, written {Rate(machine, disk, BlockOperation.Write, depth)} MB/s, {depth} requests of 128 KiB at once");
            }
        }
    }

    private static long Rate(ISelfTestMachine machine, ScratchDisk disk, BlockOperation operation, int depth)
    {
        List<ScratchPart> parts = disk.Parts(SectorsAtOnce, MostSectors);
        long start = machine.Nanoseconds;
        Expect.Equal(Errno.None, disk.Transfer(operation, parts, depth, null));
        long bytes = (long)(Math.Min(disk.Device.SectorCount, MostSectors) - ScratchPattern.First) * BlockRequest.SectorSize;
        return bytes * 1000 / Math.Max(machine.Nanoseconds - start, 1);
    }
}
