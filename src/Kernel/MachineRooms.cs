using System;
using Vela.Boot;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Hal.X64;
using Vela.Memory;
using Progress = Vela.Capabilities.Progress;

namespace Vela.Kernel;

/// <summary>The one of each that a machine has: its capabilities, its memory, its tree of names; and the work they put off.</summary>
/// <remarks>Owns: them. Does not own: what is mounted (<see cref="FileTree"/>), who uses it.</remarks>
internal sealed class MachineRooms : IBackgroundWork
{
    private const uint MostRecords = 1 << 20;

    /// <summary>Memory objects there is room for from the beginning, 8 bytes each: one for each file and some for each program.</summary>
    private const uint Objects = 1 << 14;

    /// <summary>The parts of memory that are kept free for those who cannot wait for reclaim: a 64th, beside the frame table's own reserve.</summary>
    private const ulong FreePart = 64;

    private const ulong ReclaimNanoseconds = 20_000_000;

    private ulong _nextReclaim;
    private ulong _seenDenials;

    public MachineRooms(IExecutive executive)
    {
        Frames frames = PhysicalMap.Shared;
        uint records = (uint)Math.Min(frames.Total, MostRecords);
        QuotaAmounts total = default;
        total[Resource.Frames] = frames.Total;
        total[Resource.Threads] = records;
        total[Resource.Capabilities] = records;
        total[Resource.Mappings] = records;
        total[Resource.Objects] = records;
        total[Resource.CpuShare] = Quota.WholeProcessor;
        Capabilities = new CapabilityTable(records, total);
        Account = new FrameAccount(frames.Total);
        FileAccount = new FrameAccount(frames.Total, Account);
        Pages = new PageEvents();
        Memory = new VirtualMemory(frames, new ProcessorMmu(), new KernelHalf(frames.Memory, PhysicalMap.KernelRoot), Account, Pages);
        Memory.ReserveObjects(Objects);
        Memory.Add(new HeapReclaimer(frames));
        Waits = new FileWaits(executive, Pages);
        Vfs = new Vfs();
    }

    public CapabilityTable Capabilities { get; }

    public VirtualMemory Memory { get; }

    /// <summary>Pays for what no process asked for; the ancestor of every other account.</summary>
    public FrameAccount Account { get; }

    /// <summary>Pays for the pages of files: the page cache, and file systems that live in memory.</summary>
    public FrameAccount FileAccount { get; }

    /// <summary>Where threads wait for pages.</summary>
    public PageEvents Pages { get; }

    /// <summary>How kernel tasks wait for files.</summary>
    public FileWaits Waits { get; }

    public Vfs Vfs { get; }

    /// <summary>What ended programs leave to be given back.</summary>
    public Processes.Reaper? Reaper { get; set; }

    public bool DoPiece()
    {
        ReclaimAhead();
        LogDenials();
        if (Reaper is { HasWork: true })
        {
            Reaper.Work();
        }

        // Each may leave work to those after it, and is asked again next time.
        bool isReapingLeft = Capabilities.Reap() != Progress.Done;
        bool isMemoryLeft = Memory.HasWork && !Memory.Work();
        return isMemoryLeft || isReapingLeft || Reaper is { HasWork: true };
    }

    /// <summary>Writes the refusals since the last pass to the log, if that is wished; what has fallen out of the ring meanwhile is left out.</summary>
    private void LogDenials()
    {
        DenialLog denials = Capabilities.Denials;
        while (_seenDenials < denials.Count)
        {
            _seenDenials++;
            if (denials.IsLogged && denials.TryRead(_seenDenials, out Denial denial))
            {
                GeneratedText line = new();
                Processes.ProcessText.AddDenial(line, in denial);
                Log.Write(LogLevel.Warning, line.Bytes);
            }
        }
    }

    /// <summary>The runtime takes frames in the middle of a collection, when nothing can be reclaimed for it: so some are kept free.</summary>
    private void ReclaimAhead()
    {
        Frames frames = Memory.Frames;
        ulong wanted = frames.Total / FreePart;
        if (frames.FreeCount < frames.Reserve + wanted && Clock.Now >= _nextReclaim)
        {
            _nextReclaim = Clock.Now + ReclaimNanoseconds;
            _ = Memory.TryReclaim(wanted); // whatever comes of it: there may be nothing to give
        }
    }
}
