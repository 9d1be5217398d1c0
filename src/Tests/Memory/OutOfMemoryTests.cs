using System;
using System.Collections.Generic;
using NUnit.Framework;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Memory;

/// <summary>Every allocation is failed on purpose: an operation is tried with 0, 1, 2, … frames left until it succeeds (C-10, C-105, M-31, M-35, M-52).</summary>
[TestFixture]
public sealed class OutOfMemoryTests
{
    private const ulong Base = 0x11f0; // its second half lies in another leaf table

    public static IEnumerable<TestCaseData> Operations()
    {
        yield return Named("a first write", (m, s) => m.Write(s, Base + 40, 1).IsContinue);
        yield return Named("a copy on write", (m, s) => m.Write(s, Base + 1, 1).IsContinue);
        yield return Named("a write far away in a shadow", (m, s) => m.Write(s, Base + 4096, 1).IsContinue);
        yield return Named("a shared write", (m, s) => m.Write(s, Base + 9000, 1).IsContinue);
        yield return Named("a read that asks a pager", (m, s) => m.Read(s, Base + 9100, out _).IsContinue);
        yield return Named("a private write to a file page", (m, s) => m.Write(s, Base + 9100, 5).IsContinue);
        yield return Named("unmapping the middle of a region", (_, s) => Done(s.Unmap(SimulatedMachine.Range(Base + 2, 3))));
        yield return Named("protecting across two tables", (_, s) => Done(s.Protect(SimulatedMachine.Range(Base + 10, 20), Access.Read)));
        yield return Named("a fixed mapping over the middle", (_, s) => s.Map(SimulatedMachine.Anonymous(Base + 4, 20)).IsOk);
        yield return Named("moving a part elsewhere", (_, s) => s.Remap(SimulatedMachine.Range(Base + 3, 4), 8, Placement.Fixed, new PageNumber(0x9000)).IsOk);
        yield return Named("growing in place", (_, s) => s.Remap(SimulatedMachine.Range(Base + 4090, 10), 12, Placement.FixedNoReplace, default).IsOk);
        yield return Named("discarding behind a shadow", (_, s) => Done(SimulatedMachine.Advise(s, SimulatedMachine.Range(Base, 20), Advice.DontNeed)));
        yield return Named("a fork", (m, s) => s.Fork(m.Account).IsOk);
        yield return Named("a 2 MiB page", (m, s) => m.Write(s, 0x4000 + 5, 1).IsContinue);
    }

    [TestCaseSource(nameof(Operations))]
    public void With_too_little_memory_it_fails_cleanly_and_with_enough_it_succeeds(Func<SimulatedMachine, AddressSpace, bool> operation)
    {
        bool hasFailed = false;
        for (int left = 0; left < 700; left = left < 30 ? left + 1 : left + 97)
        {
            using SimulatedMachine machine = new(frames: 2048, usesLargePages: true);
            (AddressSpace parent, AddressSpace space, SimulatedPager pager) = Prepare(machine);
            machine.Disk = pager.Complete;
            ulong[] before = Look(machine, space);
            Leave(machine, left);

            bool isDone = operation(machine, space);

            machine.Sweep($"with {left} frames");
            GiveBack(machine);
            machine.Sweep($"with {left} frames, later");
            Assert.That(Look(machine, parent), Is.EqualTo(Look(machine, parent)));
            if (isDone)
            {
                return;
            }

            hasFailed = true;
            Assert.That(Look(machine, space), Is.EqualTo(before), $"with {left} frames");
            Assert.That(operation(machine, space), Is.True, "with memory again");
            machine.Sweep();
        }

        Assert.Fail($"it never succeeded (failed: {hasFailed})");
    }

    [Test]
    public void A_quota_fails_its_holder_and_not_the_system() // C-88's memory side
    {
        using SimulatedMachine machine = new();
        FrameAccount container = new(12, machine.Account);
        FrameAccount process = new(8, container);
        AddressSpace small = AddressSpace.Create(machine.Memory, process).Expect("memory");
        small.Map(SimulatedMachine.Anonymous(Base, 32)).Expect("mapping costs no page");
        for (ulong i = 0; i < 8; i++)
        {
            machine.MustWrite(small, Base + i, i);
        }

        Assert.That(machine.Write(small, Base + 8, 1).Verdict, Is.EqualTo(FaultVerdict.OutOfMemory));
        Assert.That((process.Used, container.Used), Is.EqualTo((8UL, 8UL)));
        AddressSpace sibling = small.Fork(new FrameAccount(100, container)).Expect("memory");
        for (ulong i = 0; i < 4; i++)
        {
            machine.MustWrite(sibling, Base + i, 100);
        }

        Assert.That(machine.Write(sibling, Base + 4, 1).Verdict, Is.EqualTo(FaultVerdict.OutOfMemory), "the container is full");
        machine.Sweep();
        machine.Exit(small);
        machine.Exit(sibling);
        Assert.That((process.Used, container.Used), Is.EqualTo((0UL, 0UL)));
        machine.Sweep();
    }

    [Test]
    public void Clean_cache_pages_go_before_a_program_is_refused() // M-37
    {
        using SimulatedMachine machine = new(frames: 512);
        SimulatedPager pager = new(machine.Memory) { IsImmediate = true };
        VmObject file = machine.Memory.CreatePaged(pager, 400 << 12, machine.Account);
        for (ulong i = 0; i < 400; i++)
        {
            file.TryGetPage(new PageNumber(i), out _);
        }

        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Anonymous(Base, 300)).Expect("it maps");
        for (ulong i = 0; i < 300; i++)
        {
            machine.MustWrite(space, Base + i, i);
        }

        Assert.That(machine.Memory.Counters.PagesReclaimed, Is.GreaterThan(150));
        Assert.That(file.PageCount, Is.LessThan(250));
        machine.Sweep();
    }

    [Test]
    public void Dirty_pinned_and_locked_pages_are_not_evicted() // S-20
    {
        using SimulatedMachine machine = new();
        SimulatedPager pager = new(machine.Memory) { IsImmediate = true };
        VmObject file = machine.Memory.CreatePaged(pager, 4 << 12, machine.Account);
        AddressSpace space = machine.NewSpace();
        space.Map(SimulatedMachine.Mapping(Base, 4, file, 0, RegionFlags.Shared)).Expect("it maps");
        machine.MustWrite(space, Base, 1);
        Assert.That(file.TryEvict(new PageNumber(0)), Is.EqualTo(Errno.Busy), "dirty");
        pager.WriteBack(file);
        machine.MustRead(space, Base + 1);
        machine.Memory.Frames.Pin(file.FindPage(new PageNumber(1)));
        Assert.That(file.TryEvict(new PageNumber(1)), Is.EqualTo(Errno.Busy), "pinned");
        Assert.That(space.Lock(SimulatedMachine.Range(Base, 1)), Is.EqualTo(Errno.None));
        Assert.That(file.TryEvict(new PageNumber(0)), Is.EqualTo(Errno.Busy), "locked");
        space.Unlock(SimulatedMachine.Range(Base, 1));
        Assert.That(file.TryEvict(new PageNumber(0)), Is.EqualTo(Errno.None));
        Assert.That(machine.MustRead(space, Base), Is.EqualTo(1), "it comes back from the disk");
        machine.Sweep();
    }

    private static TestCaseData Named(string name, Func<SimulatedMachine, AddressSpace, bool> operation) => new TestCaseData(operation).SetArgDisplayNames(name);

    private static bool Done(Errno error)
    {
        Assert.That(error, Is.AnyOf(Errno.None, Errno.NoMemory));
        return error == Errno.None;
    }

    private static (AddressSpace Parent, AddressSpace Space, SimulatedPager Pager) Prepare(SimulatedMachine machine)
    {
        SimulatedPager pager = new(machine.Memory);
        pager.Stored[0] = 321;
        VmObject file = machine.Memory.CreatePaged(pager, 4 << 12, machine.Account);
        AddressSpace parent = machine.NewSpace();
        parent.Map(SimulatedMachine.Anonymous(Base, 4100)).Expect("it maps");
        for (ulong i = 0; i < 32; i++)
        {
            machine.MustWrite(parent, Base + i, i + 1);
        }

        parent.Map(SimulatedMachine.Mapping(Base + 9000, 4, null, 0, RegionFlags.Shared)).Expect("it maps");
        parent.Map(SimulatedMachine.Mapping(Base + 9100, 4, file, 0, RegionFlags.None)).Expect("it maps");
        parent.Map(SimulatedMachine.Anonymous(0x4000, 1024)).Expect("it maps");
        AddressSpace child = parent.Fork(machine.Account).Expect("memory");
        machine.MustWrite(child, Base, 500);
        machine.MustWrite(child, Base + 20, 501);
        AddressSpace grandchild = child.Fork(machine.Account).Expect("memory");
        return (child, grandchild, pager);
    }

    private static ulong[] Look(SimulatedMachine machine, AddressSpace space)
    {
        ulong[] values = new ulong[32];
        for (ulong i = 0; i < 32; i++)
        {
            FaultVerdict verdict = machine.Read(space, Base + i, out values[i]).Verdict;
            values[i] += (ulong)verdict << 32;
        }

        return values;
    }

    private readonly List<FrameNumber> _taken = [];

    private unsafe void Leave(SimulatedMachine machine, int left)
    {
        _taken.Clear();
        while (machine.FreeFrames > (ulong)left)
        {
            _taken.Add(machine.Memory.Frames.Allocate(FrameUse.Kernel, FrameOwner.None));
        }
    }

    private void GiveBack(SimulatedMachine machine)
    {
        foreach (FrameNumber frame in _taken)
        {
            machine.Memory.Frames.Release(frame, FrameUse.Kernel);
        }
    }
}
