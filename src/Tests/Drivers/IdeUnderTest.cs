using System.Collections.Generic;
using Vela.Drivers;
using Vela.Hal;

namespace Vela.Tests.Drivers;

internal sealed class IdeUnderTest : DiskUnderTest
{
    public IdeUnderTest(AtaTransferMode mode, bool isLong, ulong secondSectors = 0, bool hasEngine = true)
    {
        Device = new SimulatedIdeChannel(Memory.Memory) { HasLongAddresses = isLong };
        Device.Drives[0] = Medium;
        Device.Drives[1] = secondSectors == 0 ? null : new SimulatedMedium(Memory.Memory, secondSectors);
        Channel = IdeChannel.Create(Device, IdePorts.First(hasEngine ? SimulatedIdeChannel.Engine : (ushort)0), Memory.Frames, Executive).Expect("there is memory");
        int count = 0;
        Disks = Executive.Run(Channel.FindDisks(() => "sd" + (char)('a' + count++), mode));
    }

    public SimulatedIdeChannel Device { get; }

    public IdeChannel Channel { get; }

    public List<IdeDisk> Disks { get; }

    public override BlockQueue Queue => Disks[0].Queue;

    public override IBlockDriver Driver => Disks[0];

    public override bool Step(int choice)
    {
        if (Device.TakeEdge())
        {
            Channel.Serve();
            return true;
        }

        return Device.Work();
    }
}
