using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>Memory in one physical run that a device and its driver share: rings, tables, headers. Zero at first.</summary>
public readonly struct DmaArea
{
    private const ulong FourGiB = 1UL << 32;

    private readonly PhysicalMemory _memory;
    private readonly ulong _length;

    private DmaArea(PhysicalMemory memory, PhysicalAddress start, ulong length)
    {
        _memory = memory;
        Start = start;
        _length = length;
    }

    public PhysicalAddress Start { get; }

    /// <summary>Takes so many frames below 4 GiB, where every device reaches. <see cref="Errno.NoMemory"/> when there is no such run.</summary>
    public static Result<DmaArea> Create(Frames frames, ulong count)
    {
        FrameNumber first = frames.AllocateRun(count, 1, new PhysicalAddress(FourGiB).Frame, FrameUse.Kernel, FrameOwner.None);
        if (first.IsNone)
        {
            return Errno.NoMemory;
        }

        for (ulong i = 0; i < count; i++)
        {
            frames.Memory.ZeroPage(first + i);
        }

        return new DmaArea(frames.Memory, first.Address, count * FrameNumber.Size);
    }

    /// <summary>Gives the memory back: no device knows of it any more.</summary>
    public void Release(Frames frames) => frames.ReleaseRun(Start.Frame, _length / FrameNumber.Size, FrameUse.Kernel);

    /// <summary>The structure at an offset in bytes. What the device writes or reads at any time goes through <see cref="System.Threading.Volatile"/>.</summary>
    public ref T At<T>(ulong offset)
        where T : unmanaged
    {
        Panic.When(offset >= _length || (ulong)PhysicalMemory.SizeOf<T>() > _length - offset, "a driver reached beyond its memory");
        return ref _memory.At<T>(Start + offset);
    }

    /// <summary>Where the device finds what is at an offset.</summary>
    public PhysicalAddress AddressOf(ulong offset) => Start + offset;
}
