namespace Vela.Shell;

/// <summary>Where the machine's memory is, in bytes, at one moment.</summary>
/// <param name="Total">What the firmware reported as usable.</param>
/// <param name="Free">In the frame allocator, and free.</param>
/// <param name="Kernel">The image, page tables and kernel structures outside the managed heap.</param>
/// <param name="Heap">Committed by the runtime: managed heap, its tables, thread stacks.</param>
/// <param name="PageCache">Pages of files.</param>
/// <param name="Anonymous">Pages of programs that belong to no file.</param>
/// <param name="Reserve">Free, but kept for the collector alone.</param>
public readonly record struct MemoryCounters(
    long Total,
    long Free,
    long Kernel,
    long Heap,
    long PageCache,
    long Anonymous,
    long Reserve);
