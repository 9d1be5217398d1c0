using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.SelfTests;

internal sealed class DisksKeepWhatIsWritten() : SelfTest("Disks keep what is written to them and read it back in any order", "M-44")
{
    private const int Depth = 24;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        foreach (ScratchDisk disk in ScratchDisk.All(machine))
        {
            if (disk.Device.IsReadOnly)
            {
                Expect.Equal(Errno.ReadOnlyFileSystem, disk.Transfer(BlockOperation.Write, disk.Parts(8, most: 64), Depth, null));
            }
            else
            {
                Write(disk);
            }

            // Back in parts that neither begin nor end where the written ones did.
            Check(disk, disk.Parts(61));
            Check(disk, Shuffled(disk.Parts(8)));
            Expect.Equal(Errno.InputOutput, disk.Transfer(BlockOperation.Read, [new ScratchPart(disk.Device.SectorCount - 1, 2)], 1, null));
            machine.Note($"{disk.Device.Name}: {disk.Device.SectorCount} sectors");
        }
    }

    /// <summary>Half of it in large parts, half in small ones that the queue merges, in no order; then the mark that tells the host that all was flushed.</summary>
    private static void Write(ScratchDisk disk)
    {
        List<ScratchPart> large = disk.Parts(256);
        List<ScratchPart> small = [];
        for (int i = large.Count - 1; i >= 0; i -= 2)
        {
            for (uint done = 0; done < large[i].Count; done += 8)
            {
                small.Add(new ScratchPart(large[i].Sector + done, Math.Min(8, large[i].Count - done)));
            }

            large.RemoveAt(i);
        }

        ScratchDisk.Look fill = (sector, bytes) => ScratchPattern.Fill(bytes, disk.Seed, sector);
        Expect.Equal(Errno.None, disk.Transfer(BlockOperation.Write, Shuffled(large), Depth, fill));
        Expect.Equal(Errno.None, disk.Transfer(BlockOperation.Write, small, Depth, fill));
        Expect.Equal(Errno.None, disk.Flush());
        Expect.Equal(Errno.None, disk.Transfer(BlockOperation.Write, [new ScratchPart(1, 1)], 1, (_, bytes) => ScratchPattern.Fill(bytes, disk.Seed, 1)));
        Expect.Equal(Errno.None, disk.Flush());
    }

    private static void Check(ScratchDisk disk, List<ScratchPart> parts)
    {
        ulong wrong = 0;
        ulong firstWrong = ulong.MaxValue;
        Errno result = disk.Transfer(BlockOperation.Read, parts, Depth, (sector, bytes) =>
        {
            if (!ScratchPattern.IsIntact(bytes, disk.Seed, sector))
            {
                wrong++;
                firstWrong = Math.Min(firstWrong, sector);
            }
        });
        Expect.Equal(Errno.None, result);
        Expect.That(wrong == 0, $"{disk.Device.Name}: {wrong} sectors are wrong, the first is {firstWrong}");
    }

    private static List<ScratchPart> Shuffled(List<ScratchPart> parts)
    {
        Random random = new(parts.Count);
        for (int i = parts.Count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (parts[i], parts[other]) = (parts[other], parts[i]);
        }

        return parts;
    }
}
