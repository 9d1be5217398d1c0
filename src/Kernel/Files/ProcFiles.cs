using System;
using Vela.Boot;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>What /proc tells of the machine as a whole (proc(5)); what Linux has and this machine has not is left out, not made up.</summary>
internal sealed class ProcFiles(MachineRooms rooms, Executive executive, IBootOptions options)
{
    private const ulong Nanosecond = 1_000_000_000;
    private const ulong Tick = 10_000_000; // USER_HZ is 100
    private const int Lines = 24;

    private Container? _programs;

    /// <summary>Adds the processes, and what can be told of the machine only when there are some.</summary>
    public void Register(ProcFileSystem proc, Container programs)
    {
        _programs = programs;
        SelfLink.Register(proc, programs);
        Add(proc, "loadavg", new KernelFile(proc, WriteLoad));
        Add(proc, "schedstat", new KernelFile(proc, WriteScheduling));
    }

    public void Register(ProcFileSystem proc)
    {
        Add(proc, "mounts", new MountsFile(proc, rooms.Vfs));
        Add(proc, "filesystems", new FileSystemsFile(proc));
        Add(proc, "version", new KernelFile(proc, text => _ = text.Add("Vela x86_64, .NET Native AOT\n"u8)));
        Add(proc, "cmdline", new KernelFile(proc, text => _ = text.Add(options.CommandLine).Add((byte)'\n')));
        Add(proc, "uptime", new KernelFile(proc, WriteUptime));
        Add(proc, "meminfo", new KernelFile(proc, WriteMemory));
        Add(proc, "mm", new KernelFile(proc, WriteMemoryCounters));
        Add(proc, "interrupts", new KernelFile(proc, WriteInterrupts));
        Add(proc, "stat", new KernelFile(proc, WriteStatistics));
        Add(proc, "gc", new KernelFile(proc, WriteCollector));
        Add(proc, "kmsg", new KernelFile(proc, WriteLog));
    }

    private static void Add(ProcFileSystem proc, string name, Inode file) =>
        Panic.When(proc.Register(name, file) != Errno.None, "a name in /proc is taken at boot");

    private static void WriteInterrupts(GeneratedText text)
    {
        for (int line = 0; line < Lines; line++)
        {
            ulong count = Interrupts.CountOf(line);
            if (count != 0)
            {
                _ = text.Add((ulong)line).Add(": "u8).Add(count).Add(" IO-APIC\n"u8);
            }
        }

        _ = text.Add("LOC: "u8).Add(Interrupts.TimerTicks).Add(" Local timer interrupts\n"u8);
    }

    private static void WriteCollector(GeneratedText text)
    {
        CollectorFacts facts = RuntimeCollector.ReadFacts();
        _ = Field(text, "HeapSize"u8, facts.HeapSize);
        _ = Field(text, "Committed"u8, facts.Committed);
        _ = Field(text, "Limit"u8, facts.Limit);
        _ = Field(text, "Allocated"u8, facts.AllocatedSinceBoot);
        _ = Field(text, "Generation0"u8, facts.Generation0Collections);
        _ = Field(text, "Generation1"u8, facts.Generation1Collections);
        _ = Field(text, "Generation2"u8, facts.Generation2Collections);
        _ = Field(text, "TotalPauseNanoseconds"u8, facts.TotalPause.Ticks * TimeSpan.NanosecondsPerTick);
        _ = Field(text, "LastPauseNanoseconds"u8, facts.LastPause.Ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <summary>As /dev/kmsg has it: level, number, microseconds; text.</summary>
    private static void WriteLog(GeneratedText text)
    {
        KernelLog log = new();
        for (long number = log.First; number < log.End; number++)
        {
            if (log.TryRead(number, out Shell.LogRecord record))
            {
                _ = text.Add((long)record.Level).Add((byte)',').Add(number).Add((byte)',').Add(record.Time.Ticks / TimeSpan.TicksPerMicrosecond)
                    .Add(",-;"u8).Add(record.Text).Add((byte)'\n');
            }
        }
    }

    /// <summary>user nice system idle iowait irq softirq steal guest guest_nice. A program's time in the kernel is its own here.</summary>
    private static void WriteProcessor(GeneratedText text, ReadOnlySpan<byte> name, ulong programs, ulong kernel, ulong idle) =>
        _ = text.Add(name).Add(programs / Tick).Add(" 0 "u8).Add(kernel / Tick).Add((byte)' ').Add(idle / Tick).Add(" 0 0 0 0 0 0\n"u8);

    private static GeneratedText Field(GeneratedText text, ReadOnlySpan<byte> name, long value) => text.Add(name).Add(": "u8).Add(value).Add((byte)'\n');

    private static void Kibibytes(GeneratedText text, ReadOnlySpan<byte> name, ulong frames) =>
        _ = text.Add(name).Add(": "u8).Add(frames * (FrameNumber.Size / 1024)).Add(" kB\n"u8);

    private static void Seconds(GeneratedText text, ulong nanoseconds)
    {
        ulong hundredths = nanoseconds % Nanosecond / Tick;
        _ = text.Add(nanoseconds / Nanosecond).Add(hundredths < 10 ? ".0"u8 : "."u8).Add(hundredths);
    }

    private void WriteLoad(GeneratedText text)
    {
        for (int i = 0; i < 3; i++)
        {
            ulong hundredths = _programs!.Scheduler.Averages[i] * 100 / LoadAverage.One;
            _ = text.Add(hundredths / 100).Add(hundredths % 100 < 10 ? ".0"u8 : "."u8).Add(hundredths % 100).Add((byte)' ');
        }

        _ = text.Add((long)_programs!.Scheduler.ReadyCount).Add((byte)'/').Add((long)_programs.Threads.Count).Add((byte)' ').Add((long)_programs.LastId).Add((byte)'\n');
    }

    private void WriteScheduling(GeneratedText text) =>
        _ = text.Add("version 15\ntimestamp "u8).Add(Clock.Now / Tick).Add("\ncpu0 0 0 0 0 0 0 "u8).Add(_programs!.Scheduler.BusyNanoseconds).Add(" 0 "u8)
            .Add(_programs.Scheduler.Switches).Add((byte)'\n');

    private void WriteUptime(GeneratedText text)
    {
        Seconds(text, Clock.Now);
        Seconds(text.Add((byte)' '), executive.IdleNanoseconds);
        _ = text.Add((byte)'\n');
    }

    private void WriteMemory(GeneratedText text)
    {
        Frames frames = rooms.Memory.Frames;
        ulong files = rooms.FileAccount.Used;
        ulong pages = frames.CountOf(FrameUse.Page);
        Kibibytes(text, "MemTotal"u8, frames.Total + PhysicalMap.HeldAtBoot);
        Kibibytes(text, "MemFree"u8, frames.FreeCount);
        Kibibytes(text, "Cached"u8, files);
        Kibibytes(text, "AnonPages"u8, pages > files ? pages - files : 0);
        Kibibytes(text, "PageTables"u8, frames.CountOf(FrameUse.Table));
        Kibibytes(text, "Slab"u8, frames.CountOf(FrameUse.Slab));
        Kibibytes(text, "KernelHeap"u8, frames.CountOf(FrameUse.Host));
        Kibibytes(text, "KernelTables"u8, frames.CountOf(FrameUse.Kernel));
        Kibibytes(text, "Reserve"u8, frames.Reserve);
        Kibibytes(text, "CommitLimit"u8, rooms.Account.Limit);
        Kibibytes(text, "Committed_AS"u8, rooms.Account.Used);
        Kibibytes(text, "HardwareCorrupted"u8, frames.Quarantined);
    }

    private void WriteMemoryCounters(GeneratedText text)
    {
        Memory.MemoryCounters counters = rooms.Memory.Counters;
        _ = Field(text, "Faults"u8, (long)counters.Faults);
        _ = Field(text, "SpuriousFaults"u8, (long)counters.SpuriousFaults);
        _ = Field(text, "Refused"u8, (long)counters.Refused);
        _ = Field(text, "ZeroPagesMapped"u8, (long)counters.ZeroPagesMapped);
        _ = Field(text, "ZeroPagesMade"u8, (long)counters.ZeroPagesMade);
        _ = Field(text, "PagesCopied"u8, (long)counters.PagesCopied);
        _ = Field(text, "PagesReused"u8, (long)counters.PagesReused);
        _ = Field(text, "PagesMovedUp"u8, (long)counters.PagesMovedUp);
        _ = Field(text, "PagesMappedAround"u8, (long)counters.PagesMappedAround);
        _ = Field(text, "PagesReclaimed"u8, (long)counters.PagesReclaimed);
        _ = Field(text, "LargePagesMapped"u8, (long)counters.LargePagesMapped);
        _ = Field(text, "LargePagesSplit"u8, (long)counters.LargePagesSplit);
        _ = Field(text, "PagerRequests"u8, (long)counters.PagerRequests);
        _ = Field(text, "ShadowsMade"u8, (long)counters.ShadowsMade);
        _ = Field(text, "Collapses"u8, (long)counters.Collapses);
        _ = Field(text, "Bypasses"u8, (long)counters.Bypasses);
        _ = Field(text, "Forks"u8, (long)counters.Forks);
        _ = Field(text, "LeafTablesShared"u8, (long)counters.LeafTablesShared);
        _ = Field(text, "LeafTablesCopied"u8, (long)counters.LeafTablesCopied);
        _ = Field(text, "LeafTablesThawed"u8, (long)counters.LeafTablesThawed);
        _ = Field(text, "FlushesNeeded"u8, (long)counters.FlushesNeeded);
        _ = Field(text, "FlushesDone"u8, (long)counters.FlushesDone);
        _ = Field(text, "CapabilityRecords"u8, rooms.Capabilities.RecordCount);
        _ = Field(text, "Objects"u8, rooms.Capabilities.ObjectCount);
    }

    private void WriteStatistics(GeneratedText text)
    {
        ulong idle = executive.IdleNanoseconds;
        ulong busy = _programs?.Scheduler.BusyNanoseconds ?? 0;
        ulong now = Clock.Now;
        ulong kernel = now - idle > busy ? now - idle - busy : 0;
        WriteProcessor(text, "cpu  "u8, busy, kernel, idle);
        WriteProcessor(text, "cpu0 "u8, busy, kernel, idle);
        ulong interrupts = Interrupts.TimerTicks;
        for (int line = 0; line < Lines; line++)
        {
            interrupts += Interrupts.CountOf(line);
        }

        _ = text.Add("intr "u8).Add(interrupts).Add("\nctxt "u8).Add(_programs?.Scheduler.Switches ?? 0).Add("\nbtime "u8).Add((Clock.Wall - Clock.Now) / Nanosecond)
            .Add("\nprocesses "u8).Add(_programs?.Forks ?? 0).Add("\nprocs_running "u8).Add((long)Math.Max(1, _programs?.Scheduler.ReadyCount ?? 1))
            .Add("\nprocs_blocked 0\n"u8);
    }
}
