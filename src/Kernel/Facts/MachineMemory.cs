using Vela.Boot;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Where the machine's memory is, from the frame table's counters and the accounts.</summary>
internal sealed class MachineMemory(MachineRooms rooms) : IMemoryCounters
{
    public MemoryCounters Read()
    {
        Frames frames = rooms.Memory.Frames;
        ulong cached = rooms.FileAccount.Used;
        return new MemoryCounters(
            Total: Bytes(frames.Total + PhysicalMap.HeldAtBoot),
            Free: Bytes(frames.FreeCount),
            Kernel: Bytes(frames.CountOf(FrameUse.Kernel) + frames.CountOf(FrameUse.Table) + frames.CountOf(FrameUse.Slab) + PhysicalMap.HeldAtBoot),
            Heap: Bytes(frames.CountOf(FrameUse.Host)),
            PageCache: Bytes(cached),
            Anonymous: Bytes(frames.CountOf(FrameUse.Page) - cached),
            Reserve: Bytes(frames.Reserve));
    }

    private static long Bytes(ulong count) => (long)(count * FrameNumber.Size);
}
