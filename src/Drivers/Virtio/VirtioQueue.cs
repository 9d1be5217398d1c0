using System.Threading;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>A split virtqueue (VIRTIO 1.2, 2.7): descriptors, the ring that the driver fills and the ring that the device fills.</summary>
/// <remarks>
/// Owns: three frames that hold it. Does not own: what the descriptors point at, and which of them belong together.
/// Ordering: x86 keeps stores in order, so that a descriptor is there before the index that announces it; only the look at the
/// device's flags after that index needs a fence (2.7.13.4.1).
/// </remarks>
internal sealed class VirtioQueue
{
    public const int MostEntries = 256;

    /// <summary>The chain goes on at the next descriptor.</summary>
    public const ushort HasNext = 1;

    /// <summary>The device writes this memory.</summary>
    public const ushort DeviceWrites = 2;

    private const ulong AvailableAt = FrameNumber.Size;
    private const ulong UsedAt = 2 * FrameNumber.Size;
    private const ulong DescriptorSize = 16;
    private const ulong UsedEntrySize = 8;
    private const ulong IndexOffset = 2;
    private const ulong RingOffset = 4;
    private const ushort NoNotification = 1;

    private readonly DmaArea _area;
    private ushort _announced;
    private ushort _taken;

    private VirtioQueue(DmaArea area, int size)
    {
        _area = area;
        Size = size;
    }

    /// <summary>Entries: a power of two.</summary>
    public int Size { get; }

    public PhysicalAddress Descriptors => _area.AddressOf(0);

    public PhysicalAddress Available => _area.AddressOf(AvailableAt);

    public PhysicalAddress Used => _area.AddressOf(UsedAt);

    /// <param name="frames">Where its memory comes from.</param>
    /// <param name="size">A power of two, at most <see cref="MostEntries"/>.</param>
    public static Result<VirtioQueue> Create(Frames frames, int size)
    {
        if (!DmaArea.Create(frames, 3).Ok(out DmaArea area, out Errno error))
        {
            return error;
        }

        return new VirtioQueue(area, size);
    }

    /// <summary>Forgets everything: the device was reset.</summary>
    public void Clear()
    {
        _announced = 0;
        _taken = 0;
        Volatile.Write(ref _area.At<ushort>(AvailableAt + IndexOffset), 0);
        Volatile.Write(ref _area.At<ushort>(UsedAt + IndexOffset), 0);
    }

    /// <summary>Fills a descriptor; with <see cref="HasNext"/> the chain goes on at the descriptor after it.</summary>
    public void Describe(int index, PhysicalAddress memory, uint bytes, ushort flags)
    {
        ulong at = (ulong)index * DescriptorSize;
        _area.At<ulong>(at) = memory.Value;
        _area.At<uint>(at + 8) = bytes;
        _area.At<ushort>(at + 12) = flags;
        _area.At<ushort>(at + 14) = (flags & HasNext) != 0 ? (ushort)(index + 1) : (ushort)0;
    }

    /// <summary>Hands the chain that starts at a descriptor to the device. True: the device wants to be told.</summary>
    public bool Announce(int head)
    {
        unchecked
        {
            _area.At<ushort>(AvailableAt + RingOffset + (2 * (ulong)(_announced & (Size - 1)))) = (ushort)head;
            _announced++; // free-running, as the ring's index is
        }

        Volatile.Write(ref _area.At<ushort>(AvailableAt + IndexOffset), _announced);
        Interlocked.MemoryBarrier();
        return (Volatile.Read(ref _area.At<ushort>(UsedAt)) & NoNotification) == 0;
    }

    /// <summary>The head of the next chain that the device is done with.</summary>
    public bool TryTake(out uint head)
    {
        if (Volatile.Read(ref _area.At<ushort>(UsedAt + IndexOffset)) == _taken)
        {
            head = 0;
            return false;
        }

        unchecked
        {
            head = Volatile.Read(ref _area.At<uint>(UsedAt + RingOffset + (UsedEntrySize * (ulong)(_taken & (Size - 1)))));
            _taken++;
        }

        return true;
    }
}
