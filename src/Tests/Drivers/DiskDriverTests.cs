using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

/// <summary>What every disk driver must do, each on a simulation of its device that refuses what the specification forbids.</summary>
[TestFixtureSource(typeof(DiskUnderTest), nameof(DiskUnderTest.Kinds))]
internal sealed class DiskDriverTests(string kind)
{
    private readonly List<Request> _requests = [];
    private DiskUnderTest _disk = null!;

    [SetUp]
    public void Start()
    {
        _requests.Clear();
        _disk = DiskUnderTest.Make(kind);
    }

    [TearDown]
    public void Stop() => _disk.Dispose();

    [Test]
    public void What_was_written_in_any_order_is_read_back_as_a_model_says([Range(1, 5)] int seed)
    {
        Random random = new(seed);
        Dictionary<ulong, byte> model = [];
        List<(Request Request, byte[] Expected)> running = [];
        for (int round = 1; round <= 300; round++)
        {
            if (round % 10 == 0)
            {
                _disk.RunUntilIdle(random);
                running.RemoveAll(Check);
                Assert.That(running, Is.Empty, "a request was never answered");
                Release();
            }

            ulong sector = (ulong)random.Next(0, 300);
            uint count = (uint)random.Next(1, 40);
            bool isFree = running.TrueForAll(each => each.Request.Sector >= sector + count || sector >= each.Request.Sector + each.Request.Count);
            if (!isFree)
            {
                continue;
            }

            BlockOperation operation = (BlockOperation)random.Next(0, 3);
            if (operation == BlockOperation.Flush)
            {
                (sector, count) = (0, 0);
            }

            Request request = Prepare(operation, sector, count);
            byte[] expected = new byte[count];
            for (uint i = 0; i < count; i++)
            {
                if (operation == BlockOperation.Write)
                {
                    byte value = (byte)random.Next(1, 256);
                    SectorOf(request, i).Fill(value);
                    model[sector + i] = value;
                }

                expected[i] = model.GetValueOrDefault(sector + i);
            }

            running.Add((request, expected));
            _disk.Queue.Submit(request);
            for (int steps = random.Next(6); steps > 0 && _disk.Step(random.Next()); steps--)
            {
            }

            running.RemoveAll(Check);
        }

        Assert.That(_disk.Medium.Flushes, Is.Positive);
        Assert.That(_disk.Queue.Resets, Is.Zero);
    }

    [Test]
    public void A_flush_makes_durable_what_was_written_before_it()
    {
        Request write = Submit(BlockOperation.Write, 40, 8, 7);
        Request flush = Submit(BlockOperation.Flush, 0, 0);
        Request later = Submit(BlockOperation.Write, 80, 8, 9);
        _disk.RunUntilIdle();
        Assert.That((write.Result, flush.Result, later.Result), Is.EqualTo(((Errno?)Errno.None, (Errno?)Errno.None, (Errno?)Errno.None)));
        Assert.That(_disk.Medium.DurableSector(44)[0], Is.EqualTo(7));
        Assert.That(_disk.Medium.Sector(84)[0], Is.EqualTo(9));
        Assert.That(_disk.Medium.DurableSector(84)[0], Is.Zero, "nobody flushed after this one");
    }

    [Test]
    public void Neighbours_are_one_transfer_however_their_memory_lies()
    {
        int before = _disk.Medium.Commands;
        List<Request> requests = [.. Enumerable.Range(0, 40).Select(i => Prepare(BlockOperation.Read, (ulong)(100 + (4 * i)), 4))];
        _ = _disk.Medium.Write(100 + (4 * 21), Enumerable.Repeat((byte)0x5a, 512).ToArray());
        foreach (Request request in requests)
        {
            _disk.Queue.Submit(request);
        }

        _disk.RunUntilIdle();
        Assert.That(requests.All(each => each.Result == Errno.None));
        Assert.That(SectorOf(requests[21], 0)[511], Is.EqualTo(0x5a));
        Assert.That(_disk.Queue.RequestsMerged, Is.GreaterThanOrEqualTo(7), "what cannot start at once is merged");
        Assert.That(_disk.Medium.Commands - before, Is.EqualTo((int)_disk.Queue.TransfersStarted), "a command for each transfer");
    }

    [Test]
    public void A_bad_sector_is_an_error_and_no_other_request_suffers()
    {
        _disk.Medium.Bad.Add(200);
        for (int round = 0; round < 5; round++)
        {
            Random random = new(round);
            List<Request> requests = [.. Enumerable.Range(0, 20).Select(i => Submit(i % 3 == 1 ? BlockOperation.Write : BlockOperation.Read, (ulong)(20 * i), 8, 3))];
            _disk.RunUntilIdle(random);
            foreach (Request request in requests)
            {
                Assert.That(request.Result, Is.EqualTo(request.Sector == 200 ? Errno.InputOutput : Errno.None), $"sector {request.Sector}");
            }

            Request flush = Submit(BlockOperation.Flush, 0, 0);
            _disk.RunUntilIdle();
            Assert.That(flush.Result, Is.EqualTo(Errno.None), "the disk goes on after an error");
        }

        Assert.That(_disk.Queue.Resets, Is.Zero);
    }

    [Test]
    public void A_lost_interrupt_costs_a_reset_and_no_data()
    {
        _disk.Medium.LostInterrupts = 1;
        Request write = Submit(BlockOperation.Write, 40, 8, 7);
        _disk.RunUntilIdle();
        Assert.That(write.Result, Is.Null);
        PassTime();
        Assert.That((write.Result, _disk.Queue.Resets), Is.EqualTo(((Errno?)Errno.None, 1UL)));
        Request read = Submit(BlockOperation.Read, 40, 8);
        _disk.RunUntilIdle();
        Assert.That(SectorOf(read, 7)[0], Is.EqualTo(7));
    }

    [Test]
    public void A_dead_disk_fails_with_EIO_and_never_answers_late()
    {
        _disk.Medium.IsDead = true;
        List<Request> requests = [Submit(BlockOperation.Read, 40, 8, 0xcc), Submit(BlockOperation.Read, 80, 8, 0xcc), Submit(BlockOperation.Flush, 0, 0)];
        for (int i = 0; i < 8; i++)
        {
            PassTime();
        }

        Assert.That(requests.Select(each => each.Result), Is.All.EqualTo(Errno.InputOutput));
        _disk.Medium.IsDead = false;
        _disk.RunUntilIdle();
        Assert.That(SectorOf(requests[0], 0)[0], Is.EqualTo(0xcc), "the memory of a request that is over was written");
        Request read = Submit(BlockOperation.Read, 40, 8);
        _disk.RunUntilIdle();
        Assert.That(read.Result, Is.EqualTo(Errno.None), "the disk is usable again");
    }

    [Test]
    public void An_interrupt_of_somebody_else_on_the_line_disturbs_nothing()
    {
        Request read = Submit(BlockOperation.Read, 40, 8);
        Disturb();
        Assert.That(read.Result, Is.Null);
        _disk.RunUntilIdle();
        Disturb();
        Assert.That(read.Result, Is.EqualTo(Errno.None));
    }

    [Test]
    public void A_request_as_large_as_the_driver_takes_arrives_whole()
    {
        uint count = Math.Min(_disk.Driver.MostSectors, (uint)DiskUnderTest.Sectors);
        Request write = Prepare(BlockOperation.Write, 0, count);
        for (uint i = 0; i < count; i++)
        {
            SectorOf(write, i).Fill((byte)(i % 251));
        }

        _disk.Queue.Submit(write);
        _disk.RunUntilIdle();
        Assert.That(write.Result, Is.EqualTo(Errno.None));
        for (uint i = 0; i < count; i++)
        {
            Assert.That(_disk.Medium.Sector(i)[511], Is.EqualTo((byte)(i % 251)));
        }
    }

    private void Disturb()
    {
        switch (_disk)
        {
            case VirtioUnderTest virtio:
                virtio.Disk.Serve();
                break;
            case IdeUnderTest ide:
                ide.Channel.Serve();
                break;
            case AhciUnderTest ahci:
                ahci.Controller.Serve();
                break;
        }
    }

    private void PassTime()
    {
        _disk.Executive.Pass(BlockQueue.Patience + TimeSpan.FromSeconds(1));
        _disk.RunUntilIdle();
    }

    private bool Check((Request Request, byte[] Expected) each)
    {
        if (each.Request.Result is null)
        {
            return false;
        }

        Assert.That(each.Request.Result, Is.EqualTo(Errno.None));
        for (uint i = 0; i < each.Request.Count; i++)
        {
            Span<byte> bytes = SectorOf(each.Request, i);
            Assert.That((bytes[0], bytes[511]), Is.EqualTo((each.Expected[i], each.Expected[i])), $"{each.Request.Operation} of sector {each.Request.Sector + i}");
        }

        return true;
    }

    private Request Submit(BlockOperation operation, ulong sector, uint count, byte fill = 0)
    {
        Request request = Prepare(operation, sector, count);
        for (uint i = 0; i < count; i++)
        {
            SectorOf(request, i).Fill(fill);
        }

        _disk.Queue.Submit(request);
        return request;
    }

    /// <summary>A request whose memory does not start where a frame starts.</summary>
    private Request Prepare(BlockOperation operation, ulong sector, uint count)
    {
        Request request = new() { Operation = operation, Sector = sector, Count = count };
        if (count != 0)
        {
            request.Frames = (count / 8) + 2;
            FrameNumber first = _disk.Memory.Frames.AllocateRun(request.Frames, 1, FrameNumber.None, FrameUse.Kernel, FrameOwner.None);
            Assert.That(first.IsNone, Is.False);
            request.First = first;
            request.Memory = first.Address + 512;
            _requests.Add(request);
        }

        return request;
    }

    private void Release()
    {
        foreach (Request request in _requests)
        {
            _disk.Memory.Frames.ReleaseRun(request.First, request.Frames, FrameUse.Kernel);
        }

        _requests.Clear();
    }

    private Span<byte> SectorOf(Request request, uint index)
    {
        PhysicalAddress at = request.Memory + (index * 512UL);
        return _disk.Memory.Memory.Page(at.Frame).Slice((int)(at.Value & 4095), 512);
    }

    private sealed class Request : BlockRequest
    {
        public Errno? Result { get; private set; }

        public FrameNumber First { get; set; }

        public ulong Frames { get; set; }

        protected override void Finished(Errno result)
        {
            Assert.That(Result, Is.Null, "answered twice");
            Result = result;
        }
    }
}
