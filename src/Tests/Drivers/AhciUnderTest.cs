using System;
using System.Collections.Generic;
using Vela.Drivers;
using Vela.Hal;

namespace Vela.Tests.Drivers;

internal sealed class AhciUnderTest : DiskUnderTest
{
    private static readonly PciAddress _address = new(0, 31, 2);

    public AhciUnderTest(AhciFailure failure)
    {
        Device = new SimulatedAhci(Memory.Memory, Medium) { Failure = failure };
        SimulatedPci machine = new();
        machine.Add(_address, 0x8086, 0x2922, 0x010601);
        machine.AddBar(_address, 0x24, (uint)SimulatedAhci.Region, 0xffff_f000);
        FreeBefore = Memory.Frames.FreeCount;
        Controller = AhciController.Open(new PciBus(new PciConfiguration(machine)), new PciFunction { Address = _address }, Device, Memory.Frames, Executive)
            .Expect("the controller can be opened");
        Disks = Executive.Run(Controller.FindDisks(() => "sda"));
    }

    public SimulatedAhci Device { get; }

    public AhciController Controller { get; }

    public List<AhciDisk> Disks { get; }

    public ulong FreeBefore { get; }

    public override BlockQueue Queue => Disks[0].Queue;

    public override IBlockDriver Driver => Disks[0];

    public override bool Step(int choice)
    {
        bool isQuicker = choice % 3 == 1; // the disk, than the interrupt
        if ((!Device.IsLineRaised || isQuicker) && Device.Work(choice))
        {
            return true;
        }

        if (Device.IsLineRaised)
        {
            Controller.Serve();
            return true;
        }

        bool isResting = Disks[0].IsRecovering;
        if (isResting)
        {
            Executive.Pass(TimeSpan.FromMilliseconds(5));
        }

        return isResting;
    }
}
