using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Tests.Shell;
using Vela.Tests.Simulation;

namespace Vela.Tests.Fs;

/// <summary>Requests, the queue in front of a driver, partitions, the RAM disk.</summary>
[TestFixture]
public sealed class BlockTests
{
    private SimulatedMemory _memory = null!;
    private SimulatedExecutive _executive = null!;
    private SimulatedDriver _driver = null!;
    private BlockQueue _queue = null!;

    [SetUp]
    public void Start()
    {
        _memory = new SimulatedMemory(64);
        _executive = new SimulatedExecutive();
        Use(transfers: 1);
    }

    [TearDown]
    public void Stop() => _memory.Dispose();

    [Test]
    public void Neighbours_become_one_transfer()
    {
        List<Request> requests = [.. new ulong[] { 100, 8, 16, 0, 24 }.Select(sector => Submit(sector, 8))];
        _driver.FinishAll();
        Assert.That(requests.All(each => each.Result == Errno.None));
        Assert.That(_driver.Transfers, Is.EqualTo(new (ulong, uint)[] { (100, 8), (0, 32) }));
        Assert.That(_queue.RequestsMerged, Is.EqualTo(3));
    }

    [Test]
    public void Nothing_passes_a_flush()
    {
        Submit(100, 8);
        Request before = Submit(0, 8);
        Request flush = Submit(0, 0, BlockOperation.Flush);
        Request after = Submit(8, 8);
        _driver.FinishOne();
        Assert.That(flush.Result, Is.Null);
        _driver.FinishOne();
        Assert.That(before.Result, Is.EqualTo(Errno.None));
        Assert.That(after.Result, Is.Null);
        _driver.FinishAll();
        Assert.That(flush.Order, Is.LessThan(after.Order));
        Assert.That(_driver.Transfers, Is.EqualTo(new (ulong, uint)[] { (100, 8), (0, 8), (0, 0), (8, 8) }));
    }

    [Test]
    public void Writes_to_the_same_place_keep_their_order()
    {
        Use(transfers: 8);
        Request first = Submit(0, 8, BlockOperation.Write);
        Request second = Submit(4, 8, BlockOperation.Write);
        _driver.FinishAll();
        Assert.That(first.Order, Is.LessThan(second.Order));
        Assert.That(_driver.MostTogether, Is.EqualTo(1));
    }

    [Test]
    public void What_takes_too_long_is_tried_again_and_then_fails()
    {
        Request request = Submit(0, 8);
        _executive.Pass(BlockQueue.Patience + TimeSpan.FromSeconds(1));
        Assert.That(request.Result, Is.Null);
        Assert.That(_queue.Resets, Is.EqualTo(1));
        _executive.Pass(BlockQueue.Patience + TimeSpan.FromSeconds(1));
        Assert.That(request.Result, Is.EqualTo(Errno.InputOutput));
        Request next = Submit(8, 8);
        _driver.FinishAll();
        Assert.That(next.Result, Is.EqualTo(Errno.None));
    }

    [Test]
    public void Requests_outside_the_device_and_writes_to_a_read_only_one_fail()
    {
        Assert.That(Submit(_driver.SectorCount - 4, 8).Result, Is.EqualTo(Errno.InputOutput));
        Assert.That(Submit(ulong.MaxValue, 8).Result, Is.EqualTo(Errno.InputOutput));
        _driver.IsReadOnly = true;
        Assert.That(Submit(0, 8, BlockOperation.Write).Result, Is.EqualTo(Errno.ReadOnlyFileSystem));
    }

    [Test]
    public void Each_request_is_answered_once_whatever_the_order()
    {
        Random random = new(1);
        Use(transfers: 4);
        List<Request> requests = [];
        for (int i = 0; i < 500; i++)
        {
            BlockOperation operation = random.Next(20) == 0 ? BlockOperation.Flush : random.Next(2) == 0 ? BlockOperation.Read : BlockOperation.Write;
            requests.Add(Submit((ulong)random.Next(100) * 4, operation == BlockOperation.Flush ? 0u : 4u, operation));
            if (random.Next(2) == 0)
            {
                _driver.FinishOne(random.Next(8));
            }
        }

        _driver.FinishAll();
        Assert.That(requests.All(each => each.Result == Errno.None));
    }

    [Test]
    public void A_RAM_disk_keeps_what_was_written_and_a_partition_shifts_it()
    {
        RamDisk disk = RamDisk.Create("ram0", _memory.Frames, 8).Expect("there is memory");
        Partition partition = new(disk, "ram0p1", 8, 16);
        FrameNumber frame = _memory.Frames.Allocate(FrameUse.Kernel, FrameOwner.None);
        _memory.Memory.Page(frame).Fill(7);
        Assert.That(Do(partition, frame, BlockOperation.Write, 2, 8), Is.EqualTo(Errno.None));
        _memory.Memory.Page(frame).Clear();
        Assert.That(Do(disk, frame, BlockOperation.Read, 10, 8), Is.EqualTo(Errno.None));
        Assert.That(_memory.Memory.Page(frame).ToArray().All(each => each == 7));
        Assert.That(Do(partition, frame, BlockOperation.Read, 10, 8), Is.EqualTo(Errno.InputOutput), "its end is not the disk's");
    }

    [Test]
    public void MBR_partitions_are_found_logical_ones_too()
    {
        SimulatedDisk disk = new(_memory.Memory, 4096);
        PutMbr(disk.Image, 0, (0x83, 64, 100), (0x05, 1000, 2000));
        PutMbr(disk.Image, 1000, (0x83, 8, 50), (0x05, 500, 200));
        PutMbr(disk.Image, 1500, (0x83, 8, 60), (0, 0, 0));
        Assert.That(Partitions(disk), Is.EqualTo(new[] { ("sda1", 64UL, 100UL), ("sda5", 1008UL, 50UL), ("sda6", 1508UL, 60UL) }));
    }

    [Test]
    public void A_loop_of_extended_partitions_ends()
    {
        SimulatedDisk disk = new(_memory.Memory, 4096);
        PutMbr(disk.Image, 0, (0x05, 1000, 2000), (0x83, 3000, 9000));
        PutMbr(disk.Image, 1000, (0x83, 8, 50), (0x05, 0, 200));
        Assert.That(Partitions(disk).Length, Is.EqualTo(60));
    }

    [Test]
    public void GPT_partitions_are_found_and_a_broken_header_falls_back_to_its_copy([Values] bool isBroken)
    {
        SimulatedDisk disk = new(_memory.Memory, 4096);
        PutMbr(disk.Image, 0, (0xee, 1, 4095), (0, 0, 0));
        PutGpt(disk.Image, header: 1, entries: 2);
        PutGpt(disk.Image, header: 4095, entries: 4063);
        disk.Image[512 + 40] ^= isBroken ? (byte)1 : (byte)0;
        Assert.That(Partitions(disk), Is.EqualTo(new[] { ("sda1", 100UL, 101UL), ("sda3", 300UL, 1UL) }));
    }

    private static void PutMbr(byte[] image, int sector, params (byte Type, uint Start, uint Count)[] entries)
    {
        Span<byte> at = image.AsSpan(sector * 512, 512);
        at[510] = 0x55;
        at[511] = 0xaa;
        for (int i = 0; i < entries.Length; i++)
        {
            at[446 + (16 * i) + 4] = entries[i].Type;
            BinaryPrimitives.WriteUInt32LittleEndian(at[(446 + (16 * i) + 8)..], entries[i].Start);
            BinaryPrimitives.WriteUInt32LittleEndian(at[(446 + (16 * i) + 12)..], entries[i].Count);
        }
    }

    private static void PutGpt(byte[] image, int header, ulong entries)
    {
        Span<byte> at = image.AsSpan(header * 512, 512);
        "EFI PART"u8.CopyTo(at);
        BinaryPrimitives.WriteUInt32LittleEndian(at[12..], 92);
        BinaryPrimitives.WriteUInt64LittleEndian(at[72..], entries);
        BinaryPrimitives.WriteUInt32LittleEndian(at[80..], 128);
        BinaryPrimitives.WriteUInt32LittleEndian(at[84..], 128);
        BinaryPrimitives.WriteUInt32LittleEndian(at[16..], PartitionTable.Crc32(at[..92]));
        foreach ((int index, ulong first, ulong last) in new[] { (0, 100UL, 200UL), (2, 300UL, 300UL) })
        {
            Span<byte> entry = image.AsSpan(((int)entries * 512) + (index * 128), 128);
            entry[0] = 1;
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], first);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], last);
        }
    }

    private (string Name, ulong Start, ulong Count)[] Partitions(SimulatedDisk disk) =>
        [.. _executive.Run(PartitionTable.Read(disk, _memory.Frames, _executive)).Expect("the disk can be read").Select(each => (each.Name, each.Start, each.SectorCount))];

    private static Errno Do(IBlockDevice device, FrameNumber frame, BlockOperation operation, ulong sector, uint count)
    {
        Request request = new(() => 0) { Operation = operation, Sector = sector, Count = count, Memory = frame.Address };
        device.Submit(request);
        return request.Result!.Value;
    }

    private void Use(int transfers)
    {
        _driver = new SimulatedDriver { MostTransfers = transfers };
        _queue = new BlockQueue(_driver, _executive);
        _driver.Queue = _queue;
    }

    private Request Submit(ulong sector, uint count, BlockOperation operation = BlockOperation.Read)
    {
        Request request = new(() => _driver.Answers++) { Operation = operation, Sector = sector, Count = count };
        _queue.Submit(request);
        return request;
    }

    private sealed class Request(Func<int> order) : BlockRequest
    {
        public Errno? Result { get; private set; }

        public int Order { get; private set; }

        protected override void Finished(Errno result)
        {
            Assert.That(Result, Is.Null, "answered twice");
            Result = result;
            Order = order();
        }
    }

    private sealed class SimulatedDriver : IBlockDriver
    {
        private readonly List<BlockRequest> _running = [];

        public BlockQueue Queue { get; set; } = null!;

        public List<(ulong Sector, uint Count)> Transfers { get; } = [];

        public int Answers { get; set; }

        public int MostTogether { get; private set; }

        public string Name => "sda";

        public ulong SectorCount => 10_000;

        public bool IsReadOnly { get; set; }

        public int MostTransfers { get; init; }

        public uint MostSectors => 256;

        public int MostPieces => 16;

        public void Start(BlockRequest transfer)
        {
            _running.Add(transfer);
            MostTogether = Math.Max(MostTogether, _running.Count);
            Transfers.Add((transfer.Sector, transfer.TransferCount));
        }

        public void Reset() => _running.Clear();

        public void FinishOne(int index = 0)
        {
            if (_running.Count != 0)
            {
                BlockRequest transfer = _running[index % _running.Count];
                _running.Remove(transfer);
                Queue.Finish(transfer, Errno.None);
            }
        }

        public void FinishAll()
        {
            while (_running.Count != 0)
            {
                FinishOne();
            }
        }
    }
}
