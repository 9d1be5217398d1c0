using System;
using System.Linq;
using NUnit.Framework;
using Vela.Drivers;
using Vela.Hal;
using Vela.Primitives;
using Vela.Tests.Shell;
using Vela.Tests.Simulation;

namespace Vela.Tests.Drivers;

[TestFixture]
internal sealed class IdeChannelTests
{
    [Test]
    public void Two_disks_take_turns_on_their_cable()
    {
        using IdeUnderTest both = new(AtaTransferMode.Dma, isLong: true, secondSectors: 1000);
        Assert.That(both.Disks.Select(disk => (disk.Name, disk.SectorCount)), Is.EqualTo(new[] { ("sda", DiskUnderTest.Sectors), ("sdb", 1000UL) }));
        Request[] requests = new Request[20];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = Submit(both.Disks[i % 2], BlockOperation.Read, (ulong)i * 16);
        }

        both.RunUntilIdle();
        Assert.That(requests, Has.All.Property(nameof(Request.Result)).EqualTo(Errno.None));
        string[] order = [.. both.Device.CommandsSeen];
        Assert.That(order, Has.Length.EqualTo(20));
        Assert.That(Array.IndexOf(order, "25 16 8"), Is.LessThan(3), "the second disk waits for one transfer of the first, not for all");
    }

    [Test]
    public void A_disk_that_hangs_costs_the_other_one_time_and_nothing_else()
    {
        using IdeUnderTest machine = new(AtaTransferMode.Dma, isLong: true, secondSectors: 1000);
        machine.Device.Drives[1]!.IsDead = true;
        Request hanging = Submit(machine.Disks[1], BlockOperation.Flush, 0, 0);
        Request waiting = Submit(machine.Disks[0], BlockOperation.Flush, 0, 0);
        for (int i = 0; i < 4; i++)
        {
            machine.Executive.Pass(BlockQueue.Patience + TimeSpan.FromSeconds(1));
            machine.RunUntilIdle();
        }

        Assert.That((hanging.Result, waiting.Result), Is.EqualTo(((Errno?)Errno.InputOutput, (Errno?)Errno.None)));
    }

    [Test]
    public void After_a_lost_DMA_interrupt_the_processor_moves_the_data()
    {
        using IdeUnderTest machine = new(AtaTransferMode.Dma, isLong: true);
        machine.Medium.LostInterrupts = 1;
        Request read = Submit(machine.Disks[0], BlockOperation.Read, 0);
        machine.RunUntilIdle();
        machine.Executive.Pass(BlockQueue.Patience + TimeSpan.FromSeconds(1));
        machine.RunUntilIdle();
        Assert.That((read.Result, machine.Disks[0].Mode, machine.Device.Resets), Is.EqualTo(((Errno?)Errno.None, AtaTransferMode.Programmed, 1)));
        Assert.That(machine.Device.CommandsSeen, Is.EqualTo(new[] { "25 0 8", "24 0 8" }));
    }

    [Test]
    public void A_transfer_by_the_processor_has_time_as_long_as_it_moves_on([Values(BlockOperation.Read, BlockOperation.Write)] BlockOperation operation)
    {
        const uint Sectors = 30;
        using IdeUnderTest machine = new(AtaTransferMode.Programmed, isLong: true);
        Request request = Submit(machine.Disks[0], operation, 0, Sectors);
        while (machine.Step(0))
        {
            machine.Executive.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.That((request.Result, machine.Disks[0].Queue.Resets, machine.Device.Resets), Is.EqualTo(((Errno?)Errno.None, 0UL, 0)));
        Assert.That(machine.Device.CommandsSeen, Has.Count.EqualTo(1));
    }

    [Test]
    public void Short_addresses_take_256_sectors_at_a_time()
    {
        using IdeUnderTest machine = new(AtaTransferMode.Dma, isLong: false);
        Request read = Submit(machine.Disks[0], BlockOperation.Read, 100, 600);
        machine.RunUntilIdle();
        Assert.That(read.Result, Is.EqualTo(Errno.None));
        Assert.That(machine.Device.CommandsSeen, Is.EqualTo(new[] { "c8 100 256", "c8 356 256", "c8 612 88" }));
    }

    [Test]
    public void Long_addresses_reach_beyond_128_GiB()
    {
        using SimulatedMemory memory = new(64);
        SimulatedIdeChannel device = new(memory.Memory);
        device.Drives[0] = new SimulatedMedium(memory.Memory, 1UL << 32);
        SimulatedExecutive executive = new();
        IdeChannel channel = IdeChannel.Create(device, IdePorts.First(SimulatedIdeChannel.Engine), memory.Frames, executive).Expect("there is memory");
        IdeDisk disk = executive.Run(channel.FindDisks(() => "sda", AtaTransferMode.Dma)).Single();
        Assert.That(disk.SectorCount, Is.EqualTo(1UL << 32));
        _ = Submit(disk, BlockOperation.Read, 0xfedc_ba98);
        Assert.That(device.CommandsSeen, Is.EqualTo(new[] { "25 4275878552 8" }));
    }

    [Test]
    public void A_cable_without_disks_and_a_CD_drive_give_no_disk([Values] bool hasCdDrive)
    {
        using SimulatedMemory memory = new(16);
        SimulatedIdeChannel device = new(memory.Memory) { HasPacketDevice = hasCdDrive };
        SimulatedExecutive executive = new();
        IdeChannel channel = IdeChannel.Create(device, IdePorts.First(0), memory.Frames, executive).Expect("there is memory");
        Assert.That(executive.Run(channel.FindDisks(() => "sda", AtaTransferMode.Dma)), Is.Empty);
    }

    [Test]
    public void A_controller_without_an_engine_is_driven_by_the_processor()
    {
        using IdeUnderTest machine = new(AtaTransferMode.Dma, isLong: true, hasEngine: false);
        Assert.That(machine.Disks[0].Mode, Is.EqualTo(AtaTransferMode.Programmed));
        Assert.That(machine.Disks[0].Identity.Model, Is.EqualTo("Vela"));
    }

    private static Request Submit(IdeDisk disk, BlockOperation operation, ulong sector, uint count = 8)
    {
        Request request = new() { Operation = operation, Sector = sector, Count = count, Memory = new PhysicalAddress(0x2_0000) };
        disk.Queue.Submit(request);
        return request;
    }

    private sealed class Request : BlockRequest
    {
        public Errno? Result { get; private set; }

        protected override void Finished(Errno result) => Result = result;
    }
}
