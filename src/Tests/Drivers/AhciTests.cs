using System.Linq;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

[TestFixture]
internal sealed class AhciTests
{
    [Test]
    public void Ports_without_a_disk_keep_no_memory()
    {
        using AhciUnderTest machine = new(AhciFailure.Stops);
        Assert.That(machine.Disks, Has.Count.EqualTo(1), "a CD drive is no disk");
        Assert.That(machine.FreeBefore - machine.Memory.Frames.FreeCount, Is.EqualTo(9));
    }

    [Test]
    public void Many_commands_are_issued_at_once()
    {
        using AhciUnderTest machine = new(AhciFailure.Stops);
        Request[] requests = [.. Enumerable.Range(0, 40).Select(i => Submit(machine, (ulong)(16 * i)))];
        machine.RunUntilIdle();
        Assert.That(requests, Has.All.Property(nameof(Request.Result)).EqualTo(Errno.None));
        Assert.That(machine.Device.MostIssued, Is.EqualTo(32));
    }

    [Test]
    public void A_failed_command_alone_is_not_done_again([Values] AhciFailure failure)
    {
        using AhciUnderTest machine = new(failure);
        machine.Medium.Bad.Add(3);
        int before = machine.Medium.Commands;
        Request request = Submit(machine, 0);
        machine.RunUntilIdle();
        Assert.That((request.Result, machine.Medium.Commands - before), Is.EqualTo(((Errno?)Errno.InputOutput, 1)));
        Assert.That((machine.Disks[0].Recoveries, machine.Device.DiskResets), Is.EqualTo((1UL, 0)));
    }

    private static Request Submit(AhciUnderTest machine, ulong sector)
    {
        Request request = new() { Operation = BlockOperation.Read, Sector = sector, Count = 8, Memory = new PhysicalAddress(0x10_0000) };
        machine.Queue.Submit(request);
        return request;
    }

    private sealed class Request : BlockRequest
    {
        public Errno? Result { get; private set; }

        protected override void Finished(Errno result) => Result = result;
    }
}
