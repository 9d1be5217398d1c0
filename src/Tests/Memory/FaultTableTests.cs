using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Memory;

/// <summary>Runs every row of docs/faults.md (C-18, C-21; the seeds had no such table, and each had a hole in it).</summary>
[TestFixture]
public sealed class FaultTableTests
{
    private const ulong Page = 4096;

    private static readonly Dictionary<string, Func<Stage, AddressSpace>> s_setups = new()
    {
        ["no region"] = stage => stage.Space,
        ["a region without any right"] = stage => stage.Map(Access.None),
        ["a read-only region"] = stage => stage.Map(Access.Read),
        ["a region without the execute right"] = stage => stage.Map(Access.ReadWrite),
        ["an executable region"] = stage => stage.Map(Access.Read | Access.Execute),
        ["private, never written"] = stage => stage.Map(Access.ReadWrite),
        ["private, read before (the zero page is mapped)"] = stage =>
        {
            stage.Map(Access.ReadWrite);
            stage.Machine.MustRead(stage.Space, Page);
            return stage.Space;
        },
        ["private, in the region's own object, unmapped"] = stage =>
        {
            stage.Map(Access.ReadWrite, page: Page - 100);
            stage.Machine.MustWrite(stage.Space, Page - 100, 1);
            stage.KnowFrame(Page - 100);
            stage.Space.Remap(SimulatedMachine.Range(Page - 100, 4), 4, Placement.Fixed, new PageNumber(Page)).Expect("it moves");
            return stage.Space;
        },
        ["after a fork, the other side lives"] = stage => stage.Forked().Child,
        ["after a fork, the other side is gone"] = stage =>
        {
            stage.Machine.Exit(stage.Forked().Child);
            return stage.Space;
        },
        ["after a fork, this side wrote another page, then the other side went"] = stage =>
        {
            AddressSpace child = stage.Forked().Child;
            stage.Machine.MustWrite(stage.Space, Page + 1, 2);
            stage.Machine.Exit(child);
            return stage.Space;
        },
        ["two forks deep, all live"] = stage =>
        {
            AddressSpace child = stage.Forked().Child;
            stage.Machine.MustWrite(child, Page + 1, 2);
            stage.KnowFrame(Page);
            return child.Fork(stage.Machine.Account).Expect("memory");
        },
        ["behind a shadow, reached by nothing else"] = stage =>
        {
            stage.Map(Access.ReadWrite, pages: 8);
            stage.Machine.MustWrite(stage.Space, Page, 1);
            stage.Machine.MustWrite(stage.Space, Page + 1, 1);
            stage.Machine.MustWrite(stage.Space, Page + 5, 1);
            stage.Space.Protect(SimulatedMachine.Range(Page + 4, 4), Access.Read); // two regions of one object
            AddressSpace child = stage.Space.Fork(stage.Machine.Account).Expect("memory");
            stage.Machine.MustWrite(stage.Space, Page + 1, 2); // a shadow for the first of them
            stage.Machine.Exit(child);
            stage.KnowFrame(Page);
            return stage.Space;
        },
        ["discarded in a shadow whose backing has it"] = stage =>
        {
            AddressSpace child = stage.Forked().Child;
            stage.Machine.MustWrite(child, Page + 1, 2);
            SimulatedMachine.Advise(child, SimulatedMachine.Range(Page, 1), Advice.DontNeed);
            return child;
        },
        ["private file page, cached"] = stage => stage.MapFile(RegionFlags.None, cached: true),
        ["private file page, not cached"] = stage => stage.MapFile(RegionFlags.None, cached: false),
        ["file page, already asked for"] = stage =>
        {
            AddressSpace space = stage.MapFile(RegionFlags.None, cached: false);
            Assert.That(space.Fault(new PageNumber(Page).Address, Access.Read).Verdict, Is.EqualTo(FaultVerdict.NeedsIo));
            return space;
        },
        ["private file page, past the end"] = stage => stage.MapFile(RegionFlags.None, cached: true, size: 0),
        ["shared file page, past the end"] = stage => stage.MapFile(RegionFlags.Shared, cached: true, size: 0),
        ["shared file page, cached and clean"] = stage => stage.MapFile(RegionFlags.Shared, cached: true),
        ["shared file page, cached and dirty"] = stage =>
        {
            AddressSpace space = stage.MapFile(RegionFlags.Shared, cached: true);
            Assert.That(stage.File!.TryMarkDirty(default), Is.EqualTo(Errno.None));
            return space;
        },
        ["shared file page, cleaned after a write"] = stage =>
        {
            AddressSpace space = stage.MapFile(RegionFlags.Shared, cached: true);
            stage.Machine.MustWrite(space, Page, 1);
            stage.Pager!.WriteBack(stage.File!);
            return space;
        },
        ["shared file page that the pager will not have written"] = stage =>
        {
            AddressSpace space = stage.MapFile(RegionFlags.Shared, cached: true);
            stage.Pager!.RefuseWrites = Errno.NoSpace;
            return space;
        },
        ["file page that the pager could not read"] = stage =>
        {
            AddressSpace space = stage.MapFile(RegionFlags.None, cached: false);
            space.Fault(new PageNumber(Page).Address, Access.Read);
            stage.Pager!.FailAll(Errno.InputOutput);
            return space;
        },
        ["shared anonymous, never touched"] = stage => stage.MapObject(null, RegionFlags.Shared),
        ["shared anonymous, touched by another"] = stage =>
        {
            VmObject shared = stage.Machine.Memory.CreateShared(4, stage.Machine.Account);
            AddressSpace other = stage.Machine.NewSpace();
            other.Map(SimulatedMachine.Mapping(Page, 4, shared, 0, RegionFlags.Shared));
            stage.Machine.MustWrite(other, Page, 7);
            stage.Known = other.FrameAt(new PageNumber(Page));
            return stage.MapObject(shared, RegionFlags.Shared);
        },
        ["device memory"] = stage =>
        {
            stage.Known = new FrameNumber(77);
            return stage.MapObject(stage.Machine.Memory.CreatePhysical(stage.Known, 4), RegionFlags.Shared);
        },
        ["a page another thread has faulted in meanwhile"] = stage =>
        {
            stage.Map(Access.ReadWrite);
            stage.Machine.MustWrite(stage.Space, Page, 1);
            stage.KnowFrame(Page);
            return stage.Space;
        },
        ["private, never written, no frame left"] = stage =>
        {
            stage.Map(Access.ReadWrite);
            stage.UseUpMemory();
            return stage.Space;
        },
        ["below a stack, within its limit"] = stage => stage.MapStack(limit: 64),
        ["below a stack, past its limit"] = stage => stage.MapStack(limit: 8),
        ["in the guard between a stack and what is below"] = stage =>
        {
            stage.Map(Access.ReadWrite, page: Page - 19);
            return stage.MapStack(limit: 64);
        },
        ["an aligned 2 MiB of private memory, never written"] = stage => stage.MapLarge(),
        ["a 2 MiB page after a fork, the other side lives"] = stage =>
        {
            stage.Machine.MustWrite(stage.MapLarge(), Page, 1);
            stage.KnowFrame(Page);
            return stage.Space.Fork(stage.Machine.Account).Expect("memory");
        },
        ["a 2 MiB page after a fork, the other side is gone"] = stage =>
        {
            stage.Machine.MustWrite(stage.MapLarge(), Page, 1);
            stage.KnowFrame(Page);
            stage.Machine.Exit(stage.Space.Fork(stage.Machine.Account).Expect("memory"));
            return stage.Space;
        },
    };

    public static IEnumerable<object[]> Rows() =>
        File.ReadLines(Repository.PathOf("docs/faults.md"))
            .Where(line => line.StartsWith("| F-", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Cast<object>().ToArray());

    [Test]
    public void Every_setup_is_a_row_of_the_table()
    {
        Assert.That(s_setups.Keys, Is.EquivalentTo(Rows().Select(row => (string)row[2]).Distinct()));
        Assert.That(Rows().Select(row => row[0]), Is.Unique);
    }

    [TestCaseSource(nameof(Rows))]
    public void A_fault_does_what_its_row_says(string row, string access, string page, string verdict, string entry, string counter)
    {
        _ = row;
        using SimulatedMachine machine = new(frames: 4096, usesLargePages: page.Contains("2 MiB", StringComparison.Ordinal));
        Stage stage = new(machine);
        AddressSpace space = s_setups[page](stage);
        machine.Sweep("before the fault");
        ulong before = CounterOf(machine, counter);

        FaultOutcome outcome = space.Fault(new PageNumber(Page).Address, Enum.Parse<Access>(access));

        Assert.That(outcome.Verdict, Is.EqualTo(Enum.Parse<FaultVerdict>(verdict)));
        Assert.That(CounterOf(machine, counter), Is.EqualTo(before + 1), counter);
        CheckEntry(machine, stage, space, entry);
        machine.Sweep("after the fault");
    }

    private static ulong CounterOf(SimulatedMachine machine, string name) =>
        (ulong)typeof(MemoryCounters).GetProperty(name)!.GetValue(machine.Memory.Counters)!;

    private static void CheckEntry(SimulatedMachine machine, Stage stage, AddressSpace space, string entry)
    {
        FrameNumber frame = space.FrameAt(new PageNumber(Page));
        machine.Mmu.Activate(space.Root);
        bool isReadable = machine.Mmu.TryTranslate(new PageNumber(Page).Address, isWrite: false, isExecute: false, out _);
        bool isWritable = machine.Mmu.TryTranslate(new PageNumber(Page).Address, isWrite: true, isExecute: false, out _);
        machine.Mmu.Activate(FrameNumber.None);
        string found = !isReadable ? "none" : isWritable ? "write" : "read";
        Assert.That(found, Is.EqualTo(entry.Split(", ")[^1]));
        switch (entry.Split(", ")[0])
        {
            case "same frame":
                Assert.That(frame, Is.EqualTo(stage.Known));
                break;
            case "new frame":
                Assert.That(frame, Is.Not.EqualTo(stage.Known).And.Not.EqualTo(machine.ZeroFrame));
                break;
            case "zero":
                Assert.That(frame, Is.EqualTo(machine.ZeroFrame));
                break;
            default:
                Assert.That(frame.IsNone, Is.True);
                break;
        }
    }

    private sealed class Stage
    {
        public Stage(SimulatedMachine machine)
        {
            Machine = machine;
            Space = machine.NewSpace();
        }

        public SimulatedMachine Machine { get; }

        public AddressSpace Space { get; }

        /// <summary>The frame that shows at the page before the fault.</summary>
        public FrameNumber Known { get; set; }

        public VmObject? File { get; private set; }

        public SimulatedPager? Pager { get; private set; }

        public AddressSpace Map(Access access, ulong page = Page, ulong pages = 4)
        {
            Space.Map(SimulatedMachine.Anonymous(page, pages, access)).Expect("it maps");
            return Space;
        }

        public void KnowFrame(ulong page) => Known = Space.FrameAt(new PageNumber(page));

        public (AddressSpace Parent, AddressSpace Child) Forked()
        {
            Map(Access.ReadWrite);
            Machine.MustWrite(Space, Page, 1);
            Machine.MustWrite(Space, Page + 1, 1);
            KnowFrame(Page);
            return (Space, Space.Fork(Machine.Account).Expect("memory"));
        }

        public AddressSpace MapObject(VmObject? shown, RegionFlags flags)
        {
            Space.Map(SimulatedMachine.Mapping(Page, 4, shown, 0, flags)).Expect("it maps");
            return Space;
        }

        public AddressSpace MapFile(RegionFlags flags, bool cached, ulong size = 4)
        {
            Pager = new SimulatedPager(Machine.Memory);
            File = Machine.Memory.CreatePaged(Pager, size << 12, Machine.Account);
            if (cached && size != 0)
            {
                File.TryGetPage(default, out _);
                Pager.Complete();
                Known = File.FindPage(default);
            }

            return MapObject(File, flags);
        }

        public AddressSpace MapStack(ulong limit)
        {
            Space.GrowthLimit = limit;
            Space.Map(SimulatedMachine.Mapping(Page + 10, 4, null, 0, RegionFlags.GrowsDown)).Expect("it maps");
            return Space;
        }

        public AddressSpace MapLarge() => Map(Access.ReadWrite, page: Page & ~511UL, pages: 1024);

        public void UseUpMemory()
        {
            while (!Machine.Memory.Frames.Allocate(FrameUse.Kernel, FrameOwner.None).IsNone)
            {
            }
        }
    }
}
