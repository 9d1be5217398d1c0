using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Kernel;

/// <summary>The checked kernel (boot option <c>checked</c>): what a fault touched after each, everything now and then, and as each process ends.</summary>
internal sealed class MemoryWatch : IMemoryWatch
{
    private const ulong FaultsPerSweep = 1024;

    private readonly Sweeper _sweeper;
    private ulong _faults;

    public MemoryWatch(VirtualMemory memory)
    {
        _sweeper = new Sweeper(memory);
        KernelLog.Write(Boot.LogLevel.Notice, $"memory is checked after each fault, all of it after every {FaultsPerSweep} and at each process's end");
    }

    public void Faulted(AddressSpace space, PageNumber page)
    {
        Require(_sweeper.CheckPage(space, page));
        if (++_faults % FaultsPerSweep == 0)
        {
            Require(_sweeper.Check());
        }
    }

    public void Ended() => Require(_sweeper.Check());

    private static void Require(string? broken)
    {
        if (broken is not null)
        {
            Panic.Invariant(broken);
        }
    }
}
