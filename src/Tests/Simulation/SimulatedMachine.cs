using System;
using NUnit.Framework;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Tests.Simulation;

/// <summary>Memory, a processor and the memory room on them, as on hardware: programs' accesses go through the tables and fault.</summary>
public sealed class SimulatedMachine : IDisposable
{
    private readonly SimulatedMemory _bytes;

    public SimulatedMachine(ulong frames = 4096, ulong limit = ulong.MaxValue, bool usesLargePages = false, ushort stepPages = 8192, IPageWaiters? waiters = null)
    {
        _bytes = new SimulatedMemory(frames);
        Mmu = new SimulatedMmu(_bytes.Memory);
        Account = new FrameAccount(limit);
        Memory = new VirtualMemory(_bytes.Frames, Mmu, new KernelHalf(_bytes.Memory, FrameNumber.None), Account, waiters) { UsesLargePages = usesLargePages, StepPages = stepPages };
        Sweeper = new Sweeper(Memory);
        AddressSpace space = NewSpace();
        _ = space.Map(Anonymous(16, 1)).Expect("there is memory");
        _ = MustRead(space, 16);
        ZeroFrame = space.FrameAt(new PageNumber(16));
        Exit(space);
    }

    public VirtualMemory Memory { get; }

    public SimulatedMmu Mmu { get; }

    public FrameAccount Account { get; }

    public Sweeper Sweeper { get; }

    public unsafe FrameTable* Frames => _bytes.Table;

    public FrameNumber ZeroFrame { get; }

    public ulong FreeFrames => Memory.Frames.FreeCount;

    /// <summary>What completes I/O that a fault waits for; none: the outcome is the test's.</summary>
    public Action? Disk { get; set; }

    public void Dispose() => _bytes.Dispose();

    public AddressSpace NewSpace() => AddressSpace.Create(Memory, Account).Expect("there is memory for a space");

    /// <summary>A private anonymous mapping at a page.</summary>
    public static MapRequest Anonymous(ulong page, ulong pages, Access access = Access.ReadWrite) => new()
    {
        Pages = pages,
        Where = new PageNumber(page),
        Placement = Placement.Fixed,
        Access = access,
        MaxAccess = Access.All,
    };

    /// <summary>A mapping of an object at a page.</summary>
    public static MapRequest Mapping(ulong page, ulong pages, VmObject? shown, ulong offset, RegionFlags flags, Access access = Access.ReadWrite) => new()
    {
        Pages = pages,
        Where = new PageNumber(page),
        Placement = Placement.Fixed,
        Access = access,
        MaxAccess = Access.All,
        Object = shown,
        Offset = offset,
        Flags = flags,
    };

    public static PageRange Range(ulong page, ulong pages) => PageRange.Of(new PageNumber(page), pages);

    /// <summary>A program reads the number at the start of a page.</summary>
    public FaultOutcome Read(AddressSpace space, ulong page, out ulong value)
    {
        FaultOutcome outcome = Access64(space, page, Access.Read, out PhysicalAddress at);
        value = outcome.IsContinue ? Memory.Frames.Memory.At<ulong>(at) : 0;
        return outcome;
    }

    /// <summary>A program writes the number at the start of a page.</summary>
    public FaultOutcome Write(AddressSpace space, ulong page, ulong value)
    {
        FaultOutcome outcome = Access64(space, page, Access.Write, out PhysicalAddress at);
        if (outcome.IsContinue)
        {
            Memory.Frames.Memory.At<ulong>(at) = value;
        }

        return outcome;
    }

    /// <summary>The kernel writes the number at the start of a page, on the program's behalf.</summary>
    public FaultOutcome CopyOut(AddressSpace space, ulong page, ulong value)
    {
        space.Activate();
        Progress progress = default;
        FaultOutcome outcome;
        while ((outcome = space.TryCopyOut(new VirtualAddress(page << 12), BitConverter.GetBytes(value), ref progress)).Verdict == FaultVerdict.NeedsIo && Disk is not null)
        {
            Disk();
        }

        return outcome;
    }

    public FaultOutcome Execute(AddressSpace space, ulong page) => Access64(space, page, Access.Execute, out _);

    public void MustWrite(AddressSpace space, ulong page, ulong value) =>
        Assert.That(Write(space, page, value).Verdict, Is.EqualTo(FaultVerdict.Continue), $"write to page 0x{page:x}");

    public ulong MustRead(AddressSpace space, ulong page)
    {
        Assert.That(Read(space, page, out ulong value).Verdict, Is.EqualTo(FaultVerdict.Continue), $"read of page 0x{page:x}");
        return value;
    }

    public static void Unmap(AddressSpace space, PageRange range)
    {
        Errno error;
        do
        {
            error = space.Unmap(range);
        }
        while (error == Errno.Again);

        Assert.That(error, Is.EqualTo(Errno.None));
    }

    public static Errno Advise(AddressSpace space, PageRange range, Advice advice)
    {
        Progress progress = default;
        Errno error;
        do
        {
            error = space.Advise(range, advice, ref progress);
        }
        while (error == Errno.Again);

        return error;
    }

    public void Exit(AddressSpace space)
    {
        if (Mmu.ActiveRoot == space.Root)
        {
            Mmu.Activate(FrameNumber.None);
        }

        while (space.Destroy() == Errno.Again)
        {
        }

        Settle();
    }

    /// <summary>Does all work that was put off.</summary>
    public void Settle()
    {
        for (int i = 0; i < 10_000 && !Memory.Work(); i++)
        {
        }
    }

    public void Sweep(string after = "")
    {
        string? broken = Sweeper.Check();
        if (broken is not null)
        {
            Assert.Fail($"{broken} {after}");
        }
    }

    private FaultOutcome Access64(AddressSpace space, ulong page, Access needed, out PhysicalAddress at)
    {
        space.Activate();
        VirtualAddress address = new(page << 12);
        for (int attempt = 0; attempt < 8; attempt++)
        {
            if (Mmu.TryTranslate(address, needed == Access.Write, needed == Access.Execute, out at))
            {
                return FaultVerdict.Continue;
            }

            FaultOutcome outcome = space.Fault(address, needed);
            if (outcome.Verdict == FaultVerdict.NeedsIo && Disk is not null)
            {
                Disk();
            }
            else if (!outcome.IsContinue)
            {
                return outcome;
            }
        }

        throw new AssertionException($"page 0x{page:x} faults for ever");
    }
}
