using Vela.Boot;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Where the machine's memory is, from the frame table's counters.</summary>
internal sealed class MachineMemory(Frames frames) : IMemoryCounters
{
    public MemoryCounters Read() => new(
        Total: Bytes(frames.Total + PhysicalMap.HeldAtBoot),
        Free: Bytes(frames.FreeCount),
        Kernel: Bytes(frames.CountOf(FrameUse.Kernel) + frames.CountOf(FrameUse.Table) + frames.CountOf(FrameUse.Slab) + PhysicalMap.HeldAtBoot),
        Heap: Bytes(frames.CountOf(FrameUse.Host)),
        PageCache: 0,
        Anonymous: Bytes(frames.CountOf(FrameUse.Page)),
        Reserve: Bytes(frames.Reserve));

    private static long Bytes(ulong count) => (long)(count * FrameNumber.Size);
}
