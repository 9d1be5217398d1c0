using System;
using System.Threading;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>A virtio block device (VIRTIO 1.2, 5.2) with one queue.</summary>
/// <remarks>
/// Owns: the device, its queue, a header and a status byte for each transfer that may be under way. Does not own: the requests.
/// The descriptors are dealt out in fixed hands, one for each transfer: first the header, then a descriptor for each piece of memory, last the
/// status byte. A transfer is its hand's number, and nothing is searched for when the device is done with it.
/// Invariant: a hand belongs to a transfer from <see cref="Start"/> until the device returns it or is reset.
/// </remarks>
public sealed class VirtioDisk : IBlockDriver
{
    /// <summary>PCI's vendor and device numbers: a modern block device, and one that knows the legacy interface as well.</summary>
    public const ushort Vendor = 0x1af4;
    public const ushort Modern = 0x1042;
    public const ushort Transitional = 0x1001;

    private const ulong SegmentSizeFeature = 1UL << 1;
    private const ulong SegmentCountFeature = 1UL << 2;
    private const ulong ReadOnlyFeature = 1UL << 5;
    private const ulong FlushFeature = 1UL << 9;
    private const ulong Version1Feature = 1UL << 32;

    private const uint CapacityField = 0;
    private const uint SegmentSizeField = 8;
    private const uint SegmentCountField = 12;

    private const uint ReadOperation = 0;
    private const uint WriteOperation = 1;
    private const uint FlushOperation = 4;
    private const uint HeaderSize = 16;
    private const uint StatusOffset = 16;
    private const uint HeaderStride = 32;
    private const byte StatusOk = 0;
    private const byte StatusPending = 0xff;

    private const int HandSize = 32;
    private const uint MostTransferSectors = 2048;

    private readonly VirtioDevice _device;
    private readonly VirtioQueue _queue;
    private readonly DmaArea _headers;
    private readonly BlockRequest?[] _hands;
    private readonly int _handSize;
    private readonly ulong _features;
    private uint _notify;

    private VirtioDisk(string name, VirtioDevice device, VirtioQueue queue, DmaArea headers, ulong features, IExecutive executive)
    {
        Name = name;
        _device = device;
        _queue = queue;
        _headers = headers;
        _features = features;
        _handSize = Math.Min(HandSize, queue.Size);
        _hands = new BlockRequest?[queue.Size / _handSize];
        SectorCount = device.ReadConfiguration32(CapacityField) | (ulong)device.ReadConfiguration32(CapacityField + 4) << 32;
        uint segments = Has(SegmentCountFeature) ? device.ReadConfiguration32(SegmentCountField) : uint.MaxValue;
        MostPieces = (int)Math.Clamp(segments, 1, (uint)_handSize - 2);
        uint segmentSize = Has(SegmentSizeFeature) ? device.ReadConfiguration32(SegmentSizeField) : uint.MaxValue;
        MostSectors = Math.Clamp(segmentSize / BlockRequest.SectorSize, 1, MostTransferSectors);
        Queue = new BlockQueue(this, executive);
    }

    public string Name { get; }

    public ulong SectorCount { get; }

    public bool IsReadOnly => Has(ReadOnlyFeature);

    public int MostTransfers => _hands.Length;

    public uint MostSectors { get; }

    public int MostPieces { get; }

    /// <summary>The disk to everybody else.</summary>
    public BlockQueue Queue { get; }

    /// <summary>Sets the device up and starts it. <see cref="Errno.NotSupported"/>: it has only the legacy interface, or wants what we do not know.</summary>
    public static Result<VirtioDisk> Open(string name, PciBus bus, PciFunction function, IDeviceMap map, Frames frames, IExecutive executive)
    {
        bus.Enable(function);
        if (!VirtioDevice.Open(bus, function, map).Ok(out VirtioDevice? device, out Errno error))
        {
            return error == Errno.NoDevice ? Errno.NotSupported : error;
        }

        error = device.Reset();
        ulong features = 0;
        if (error == Errno.None)
        {
            error = device.Negotiate(SegmentSizeFeature | SegmentCountFeature | ReadOnlyFeature | FlushFeature, Version1Feature, out features);
        }

        if (error != Errno.None)
        {
            return error;
        }

        // A size that is no power of two, or too small for one transfer, is against the specification (2.7).
        int size = Math.Min(device.SizeOf(0), VirtioQueue.MostEntries);
        if (size < 4 || (size & (size - 1)) != 0)
        {
            return Errno.NotSupported;
        }

        if (!VirtioQueue.Create(frames, size).Ok(out VirtioQueue? queue, out error) || !DmaArea.Create(frames, 1).Ok(out DmaArea headers, out error))
        {
            return error;
        }

        VirtioDisk disk = new(name, device, queue, headers, features, executive);
        disk.Run();
        return disk;
    }

    public void Start(BlockRequest transfer)
    {
        if (transfer.Operation == BlockOperation.Flush && !Has(FlushFeature))
        {
            Queue.Finish(transfer, Errno.None); // without the feature there is no cache to flush (5.2.6.2)
            return;
        }

        int hand = Array.IndexOf(_hands, null);
        _hands[hand] = transfer;
        ulong header = (ulong)hand * HeaderStride;
        uint operation = transfer.Operation switch
        {
            BlockOperation.Read => ReadOperation,
            BlockOperation.Write => WriteOperation,
            _ => FlushOperation,
        };
        ushort direction = transfer.Operation == BlockOperation.Read ? VirtioQueue.DeviceWrites : (ushort)0;
        _headers.At<uint>(header) = operation;
        _headers.At<uint>(header + 4) = 0;
        _headers.At<ulong>(header + 8) = operation == FlushOperation ? 0 : transfer.Sector;
        Volatile.Write(ref _headers.At<byte>(header + StatusOffset), StatusPending);

        int first = hand * _handSize;
        int index = first;
        _queue.Describe(index++, _headers.AddressOf(header), HeaderSize, VirtioQueue.HasNext);
        for (BlockRequest? piece = operation == FlushOperation ? null : transfer; piece is not null; piece = piece.NextInTransfer)
        {
            Panic.When(index == first + _handSize - 1, "a transfer has more pieces than its driver takes");
            _queue.Describe(index++, piece.Memory, piece.Count * BlockRequest.SectorSize, (ushort)(direction | VirtioQueue.HasNext));
        }

        _queue.Describe(index, _headers.AddressOf(header + StatusOffset), 1, VirtioQueue.DeviceWrites);
        if (_queue.Announce(first))
        {
            _device.Notify(_notify, 0);
        }
    }

    /// <summary>The device's line has interrupted, or another device's on the same line.</summary>
    public void Serve()
    {
        _ = _device.TakeInterrupt();
        while (_queue.TryTake(out uint head))
        {
            int hand = (int)(head / (uint)_handSize);
            if (head % (uint)_handSize != 0 || hand >= _hands.Length || _hands[hand] is not { } transfer)
            {
                continue; // nothing of ours: a device that lies is found out by the watchdog
            }

            _hands[hand] = null;
            byte status = Volatile.Read(ref _headers.At<byte>(((ulong)hand * HeaderStride) + StatusOffset));
            Queue.Finish(transfer, status == StatusOk ? Errno.None : Errno.InputOutput);
        }
    }

    public void Reset()
    {
        Array.Clear(_hands);
        if (_device.Reset() == Errno.None && _device.Negotiate(_features, Version1Feature, out _) == Errno.None)
        {
            _queue.Clear();
            Run();
        }
    }

    private void Run()
    {
        _notify = _device.Enable(0, _queue);
        _device.Start();
    }

    private bool Has(ulong feature) => (_features & feature) != 0;
}
