using NUnit.Framework;
using Vela.Drivers;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

[TestFixture]
public sealed class VirtioDiskTests
{
    private const ulong Version1 = 1UL << 32;

    [Test]
    public void A_device_without_the_modern_interface_is_refused_and_left_alone()
    {
        using VirtioUnderTest machine = new();
        Result<VirtioDisk> opened = VirtioDisk.Open(
            "vda", new PciBus(new PciConfiguration(VirtioUnderTest.Function(hasCapabilities: false))), VirtioUnderTest.Header(), machine.Device, machine.Memory.Frames, machine.Executive);
        Assert.That(opened.Error, Is.EqualTo(Errno.NotSupported));
    }

    [Test]
    public void A_device_that_does_not_offer_version_1_is_refused()
    {
        using VirtioUnderTest machine = new(features: 1 << 9);
        Assert.That(machine.Opened.Error, Is.EqualTo(Errno.NotSupported));
        Assert.That(machine.Device.Status & 0x80, Is.Not.Zero, "the driver says that it gave up");
    }

    [Test]
    public void A_read_only_device_is_a_read_only_disk()
    {
        using VirtioUnderTest machine = new(features: Version1 | 1 << 5);
        Assert.That(machine.Queue.IsReadOnly);
        Request write = new() { Operation = BlockOperation.Write, Count = 8, Memory = new PhysicalAddress(0x8000) };
        machine.Queue.Submit(write);
        Assert.That(write.Result, Is.EqualTo(Errno.ReadOnlyFileSystem));
    }

    [Test]
    public void A_device_without_a_cache_is_not_asked_to_flush()
    {
        using VirtioUnderTest machine = new(features: Version1);
        Request flush = new() { Operation = BlockOperation.Flush };
        machine.Queue.Submit(flush);
        Assert.That((flush.Result, machine.Medium.Flushes), Is.EqualTo(((Errno?)Errno.None, 0)));
    }

    [Test]
    public void A_device_that_looks_by_itself_is_not_told()
    {
        using VirtioUnderTest machine = new();
        machine.Device.WantsNoNotification = true;
        Request read = new() { Operation = BlockOperation.Read, Count = 8, Memory = new PhysicalAddress(0x8000) };
        machine.Queue.Submit(read);
        Assert.That(machine.Device.Notifications, Is.Zero);
        machine.Device.Look();
        machine.RunUntilIdle();
        Assert.That(read.Result, Is.EqualTo(Errno.None));
    }

    [Test]
    public void Eight_transfers_are_under_way_at_once_and_may_end_in_any_order()
    {
        using VirtioUnderTest machine = new();
        Request[] reads = new Request[8];
        for (int i = 0; i < reads.Length; i++)
        {
            reads[i] = new Request { Operation = BlockOperation.Read, Sector = (ulong)i * 100, Count = 8, Memory = new PhysicalAddress(0x8000 + (0x1000UL * (ulong)i)) };
            machine.Queue.Submit(reads[i]);
        }

        Assert.That(machine.Device.Work(7));
        machine.Disk.Serve();
        Assert.That(reads[7].Result, Is.EqualTo(Errno.None));
        Assert.That(reads[0].Result, Is.Null);
        machine.RunUntilIdle();
        Assert.That(reads, Has.All.Property(nameof(Request.Result)).EqualTo(Errno.None));
        Assert.That(machine.Device.Resets, Is.EqualTo(1), "the one at the start");
    }

    private sealed class Request : BlockRequest
    {
        public Errno? Result { get; private set; }

        protected override void Finished(Errno result) => Result = result;
    }
}
